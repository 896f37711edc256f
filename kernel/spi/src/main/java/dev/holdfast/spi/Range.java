package dev.holdfast.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values that a component of a configuration record may have, both ends included, written as in
 * a configuration file: {@code @Range(min = "1 s", max = "1 h") Duration interval}. For whole
 * numbers, {@link java.time.Duration} and {@link Size}. An empty end is open.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  String min() default "";

  String max() default "";
}
