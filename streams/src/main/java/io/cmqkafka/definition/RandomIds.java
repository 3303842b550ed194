package io.cmqkafka.definition;

import java.security.SecureRandom;

/** Ids in CMQ's style: what it is for, a dash, eight lower-case letters or digits. */
final class RandomIds {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 8;

  private final SecureRandom random = new SecureRandom();

  String next(String kind) {
    StringBuilder id = new StringBuilder(kind).append('-');
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
