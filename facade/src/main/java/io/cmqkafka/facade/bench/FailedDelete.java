package io.cmqkafka.facade.bench;

/** One item of BatchDeleteMessage's errorList. */
public record FailedDelete(int code, String message, String receiptHandle) {}
