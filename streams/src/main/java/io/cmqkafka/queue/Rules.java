package io.cmqkafka.queue;

/**
 * The rules by which machines decide, by their version. The version in force is part of the state
 * of a commands partition, and changes only by a command in its log, so every replay and every
 * successor changes it at the same command: all of them take the same decisions, whichever build
 * they are of. A state that says nothing of it is of version 1.
 *
 * <p>A rule is whatever the same commands lead to: replies, grants, leases, entries of the state
 * and of the catalog, what is taken for malformed. To change one:
 *
 * <ol>
 *   <li>raise {@link #NEWEST}, once for all changes of a release, and add a line to the list below;
 *   <li>add a question to this record that says what is new, such as {@code boolean
 *       delaysCountFromLogTime() { return version >= 2; }}, and ask it where the machine decides:
 *       {@code rules.delaysCountFromLogTime() ? ... : ...}. The old branch stays as it is;
 *   <li>a command or a field that is new has an effect only where the version it came with is in
 *       force; before, it is passed over, as a build passes over it that does not know it;
 *   <li>record a golden log of the new version (see {@code GoldenLogTest}); those of the versions
 *       before must still replay to what they say.
 * </ol>
 *
 * A branch may go when no version that is still supported, and no log that may be read again, is
 * older than it.
 *
 * <p>Versions:
 *
 * <ul>
 *   <li>1: the rules as they were when versions began;
 *   <li>2: a delay lasts while log time is ahead: it ends late and not at once.
 * </ul>
 *
 * @param version from 1
 */
public record Rules(int version) {
  public static final Rules FIRST = new Rules(1);

  /** The newest that this build can decide by; it can decide by all before as well. */
  public static final Rules NEWEST = new Rules(2);

  public Rules {
    if (version < 1) {
      throw new IllegalArgumentException("versions of rules begin with 1");
    }
  }

  /** Whether a delay is as long as it was told, however far log time is ahead. */
  boolean delaysLastWhileLogTimeIsAhead() {
    return version >= 2;
  }

  public boolean isNewerThan(Rules other) {
    return version > other.version;
  }

  /**
   * Refuses to go on where others must decide.
   *
   * @param newest the newest that may be decided by here
   * @throws UnknownRulesException when these are newer
   */
  public void mustBeKnown(Rules newest) {
    if (isNewerThan(newest)) {
      throw new UnknownRulesException(this, newest);
    }
  }
}
