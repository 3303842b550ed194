package io.cmqkafka.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminTransactionsTest {

  /** The last two have a negative hash, and the least there is. */
  @ParameterizedTest
  @CsvSource({"app, 50, 1", "cmq.queues, 50, 13", "polygenelubricants, 50, 0"})
  void aGroupsPositionsAreWhereKafkaPutsThem(String group, int partitions, int place) {
    assertThat(AdminTransactions.place(group, partitions)).isEqualTo(place);
  }
}
