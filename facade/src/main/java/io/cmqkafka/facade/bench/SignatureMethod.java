package io.cmqkafka.facade.bench;

/** CMQ's two ways to sign; the names are the parameter's values. */
public enum SignatureMethod {
  HmacSHA1,
  HmacSHA256
}
