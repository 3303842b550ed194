package io.cmqkafka.queue;

/**
 * The rules by which machines decide, by their version. The version in force is part of the state
 * of a commands partition, and changes only by a command in its log, so every replay and every
 * successor changes it at the same command. So all of them take the same decisions, whatever build
 * they are of. A state without a version is of version 1.
 *
 * <p>The rules are everything that commands lead to: replies, grants, leases, entries of the state
 * and of the catalog, and which records count as malformed. To change a rule:
 *
 * <ol>
 *   <li>raise {@link #NEWEST}, once for all changes of a release, and add a line to the list below;
 *   <li>add a question to this record that names the change, such as {@code boolean
 *       delaysCountFromLogTime() { return version >= 2; }}, and ask it where the machine decides:
 *       {@code rules.delaysCountFromLogTime() ? ... : ...}. The old branch stays as it is;
 *   <li>a new command or field has an effect only where the version that brought it is in force.
 *       Before that it is ignored, as older builds ignore it;
 *   <li>record a golden log of the new version (see {@code GoldenLogTest}); the logs of earlier
 *       versions must still replay to their recorded results.
 * </ol>
 *
 * A branch may go when no version that is still supported, and no log that may be read again, is
 * older than it.
 *
 * <p>Versions:
 *
 * <ul>
 *   <li>1: the rules when versions began;
 *   <li>2: a delay lasts while log time is ahead: it ends late and not at once;
 *   <li>3: messages can be browsed ({@link QueueCommand.Browse}), chosen and moved ({@link
 *       QueueCommand.Choose}); after a rewind, what was never delivered waits among the others
 *       again, and is not delivered before them; the end of a receive that has caught up serves
 *       those behind it in line.
 * </ul>
 *
 * @param version from 1
 */
public record Rules(int version) {
  public static final Rules FIRST = new Rules(1);

  /** The first ones that know how to browse, choose, move and return messages. */
  public static final Rules THIRD = new Rules(3);

  /** The newest rules that this build can decide by. It can decide by all earlier ones too. */
  public static final Rules NEWEST = THIRD;

  public Rules {
    if (version < 1) {
      throw new IllegalArgumentException("versions of rules begin with 1");
    }
  }

  /** Whether a delay lasts as long as was asked for, however far log time is ahead. */
  boolean delaysLastWhileLogTimeIsAhead() {
    return version >= 2;
  }

  /** Whether a rewind makes what is visible, and was never delivered, wait in its place again. */
  boolean rewindRestoresTheOrder() {
    return version >= 3;
  }

  /** Whether the end of a receive that has caught up serves those behind it in line. */
  boolean caughtUpReceivesLetOthersOn() {
    return version >= 3;
  }

  public boolean isNewerThan(Rules other) {
    return version > other.version;
  }

  /**
   * Throws when this build cannot decide by these rules.
   *
   * @param newest the newest rules that this process may decide by
   * @throws UnknownRulesException when these are newer
   */
  public void mustBeKnown(Rules newest) {
    if (isNewerThan(newest)) {
      throw new UnknownRulesException(this, newest);
    }
  }
}
