package dev.holdfast.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLevelsTest {
  private final LoggerContext context = new LoggerContext();
  private final LogLevels levels = new LogLevels(context, InstantSource.system());
  private final Logger logger = context.getLogger("dev.holdfast.test");

  @AfterEach
  void close() {
    levels.close();
  }

  @Test
  void aLevelReturnsByItself() {
    logger.setLevel(Level.WARN);
    levels.set("dev.holdfast.test", "DEBUG", Duration.ofSeconds(1));
    assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);
    await().until(() -> levels.changed().isEmpty());
    assertThat(logger.getLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void aSecondChangeDoesNotForgetWhatWasConfigured() {
    levels.set("dev.holdfast.test", "DEBUG", Duration.ofMinutes(1));
    levels.set("dev.holdfast.test", "TRACE", Duration.ofMinutes(2));
    levels.giveBack("dev.holdfast.test");
    assertThat(logger.getLevel()).isNull();
    assertThat(levels.changed()).isEmpty();
  }

  @Test
  void theRootIsOneLoggerHoweverItIsWritten() {
    Level before = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getLevel();
    levels.set("ROOT", "TRACE", Duration.ofMinutes(1));
    levels.set("root", "ERROR", Duration.ofMinutes(1));
    assertThat(levels.changed()).hasSize(1);
    levels.giveBack("Root");
    assertThat(context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(before);
  }

  @Test
  void whenTheConfigurationIsReadAgainItCounts() {
    logger.setLevel(Level.WARN);
    levels.set("dev.holdfast.test", "DEBUG", Duration.ofSeconds(1));
    context.reset();
    logger.setLevel(Level.ERROR);
    assertThat(levels.changed()).isEmpty();
    levels.set("dev.holdfast.test", "TRACE", Duration.ofMinutes(1));
    levels.giveBack("dev.holdfast.test");
    assertThat(logger.getLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void nonsenseIsRefusedInWords() {
    assertThatThrownBy(() -> levels.set("a b", "DEBUG", Duration.ofMinutes(1)))
        .hasMessageContaining("HF-LOG-001")
        .hasMessageContaining("a b");
    assertThatThrownBy(() -> levels.set("dev", "LOUD", Duration.ofMinutes(1)))
        .hasMessageContaining("LOUD");
    assertThatThrownBy(() -> levels.set("dev", "DEBUG", Duration.ofDays(2)))
        .hasMessageContaining("PT48H");
    assertThat(levels.changed()).isEmpty();
  }
}
