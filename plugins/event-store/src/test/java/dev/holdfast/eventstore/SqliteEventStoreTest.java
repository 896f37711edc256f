package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqliteEventStoreTest extends EventStoreFacts {
  @Override
  String url() {
    return "";
  }

  @Test
  void keepsTheZeroCharacter() throws Exception {
    try (RunningStore store = running()) {
      journal.add(List.of(Events.event("zero", "\"\\u0000\"")));
      store.settled();
      assertThat(store.get("").body()).contains("\"data\":\"\\u0000\"");
      assertThat(journal.deadLetters).isEmpty();
    }
  }
}
