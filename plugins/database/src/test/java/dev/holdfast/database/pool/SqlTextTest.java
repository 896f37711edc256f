package dev.holdfast.database.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "select 1                              | select            | select 1",
        "insert into a.b values ('x')          | insert a.b        | insert into a.b values ('?')",
        "update t set n = 'it''s' where i = ?  | update t          | update t set n = '?''?' where i = ?",
        "SELECT * FROM \"T\" WHERE a='x        | select \"T\"      | SELECT * FROM \"T\" WHERE a='?'",
        "select E'a\\'secret', 1               | select            | select '?', 1",
        "select 'C:\\', 'x'                    | select            | select '?', '?'",
        "select $$secret$$, $tag$sec$ret$tag$  | select            | select '?', '?'",
        "create table if not exists t (x int)  | create t          | create table if not exists t (x int)",
        "(select 1)                            | statement         | (select 1)",
      })
  void showsWhatIsDoneAndNoValue(String sql, String operation, String text) {
    assertThat(SqlText.of(sql)).isEqualTo(new SqlText(operation, text));
  }

  @Test
  void isOneShortLine() {
    String text = SqlText.of("select\n\t a,\r\n" + "b, ".repeat(1000) + "c").text();
    assertThat(text).startsWith("select a, b, b").endsWith("…").hasSize(201);
  }

  @Test
  void aLiteralThatIsCutShowsNothing() {
    assertThat(SqlText.of("select '" + "secret".repeat(10_000) + "'").text())
        .isEqualTo("select '?'…");
  }
}
