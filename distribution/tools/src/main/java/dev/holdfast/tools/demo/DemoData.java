package dev.holdfast.tools.demo;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/**
 * Generates the events of the demo: a small observatory through a night, with mount, camera, guider
 * and weather. The same seed and the same times give the same events.
 */
final class DemoData {
  private static final String[] TARGETS = {"M31", "M42", "M51", "M101", "NGC 7000", "IC 1396"};
  private static final int STEPS_AN_EXPOSURE = 60;
  private static final int EXPOSURES_A_TARGET = 5;

  private final Random random;
  private final String night;
  private long step;
  private long exposure;
  private String target = TARGETS[0];
  private double rightAscension = 0.712;
  private double declination = 41.269;
  private double temperature = 8;
  private double humidity = 55;
  private double wind = 3;
  private double seeing = 2.1;

  /**
   * @param night names this run; ids are unique within it
   */
  DemoData(long seed, String night) {
    random = new Random(seed);
    this.night = night;
  }

  /** What happens next, as a CloudEvent. */
  String next(Instant now) {
    step++;
    if (step % (STEPS_AN_EXPOSURE * EXPOSURES_A_TARGET) == 1 && step > 1) {
      return slew(now);
    }
    if (step % STEPS_AN_EXPOSURE == 0) {
      return image(now);
    }
    if (step % 20 == 10) {
      return weather(now);
    }
    return step % 2 == 0 ? guide(now) : track(now);
  }

  private String slew(Instant now) {
    target = TARGETS[random.nextInt(TARGETS.length)];
    rightAscension = random.nextDouble(24);
    declination = random.nextDouble(-10, 80);
    return event(now, "mount", "slewed", "\"target\":\"" + target + "\"," + position());
  }

  private String track(Instant now) {
    rightAscension += random.nextGaussian() * 1e-5;
    declination += random.nextGaussian() * 1e-4;
    return event(now, "mount", "position", position());
  }

  private String guide(Instant now) {
    double across = random.nextGaussian() * 0.4;
    double along = random.nextGaussian() * 0.4;
    return event(
        now,
        "guider",
        "correction",
        String.format(Locale.ROOT, "\"raArcsec\":%.3f,\"decArcsec\":%.3f", across, along));
  }

  private String image(Instant now) {
    exposure++;
    seeing = Math.clamp(seeing + random.nextGaussian() * 0.1, 1.2, 4.5);
    return event(
        now,
        "camera",
        "image",
        String.format(
            Locale.ROOT,
            "\"target\":\"%s\",\"frame\":%d,\"exposureSeconds\":3,\"hfr\":%.2f,\"stars\":%d",
            target,
            exposure,
            seeing,
            random.nextInt(300, 900)));
  }

  private String weather(Instant now) {
    temperature += random.nextGaussian() * 0.05;
    humidity = Math.clamp(humidity + random.nextGaussian(), 15, 99);
    wind = Math.clamp(wind + random.nextGaussian() * 0.3, 0, 25);
    return event(
        now,
        "weather",
        "reading",
        String.format(
            Locale.ROOT,
            "\"temperatureC\":%.2f,\"humidityPercent\":%.1f,\"windMs\":%.1f,\"safe\":%b",
            temperature,
            humidity,
            wind,
            humidity < 90 && wind < 12));
  }

  private String position() {
    return String.format(
        Locale.ROOT, "\"raHours\":%.6f,\"decDegrees\":%.5f", rightAscension, declination);
  }

  private String event(Instant now, String device, String type, String data) {
    return String.format(
        Locale.ROOT,
        "{\"specversion\":\"1.0\",\"id\":\"%s-%d\",\"source\":\"observatory/%s\","
            + "\"type\":\"%s.%s\",\"time\":\"%s\",\"data\":{%s}}",
        night,
        step,
        device,
        device,
        type,
        now,
        data);
  }
}
