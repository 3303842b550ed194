/**
 * What the program and its libraries may write to the log, however they fail. Uses {@code logging}
 * of the Kafka side. Begin with {@link io.cmqkafka.facade.logging.LibraryLogLimit}.
 */
package io.cmqkafka.facade.logging;
