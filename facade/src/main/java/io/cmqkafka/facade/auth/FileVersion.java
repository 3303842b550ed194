package io.cmqkafka.facade.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What changes when a file does. A file that cannot be looked at is a version like another. */
public record FileVersion(FileTime modified, long size, Object fileKey) {
  public static FileVersion of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileVersion(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException e) {
      return new FileVersion(null, -1, null);
    }
  }
}
