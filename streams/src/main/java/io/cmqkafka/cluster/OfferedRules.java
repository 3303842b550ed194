package io.cmqkafka.cluster;

import io.cmqkafka.queue.Rules;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a process tells the others up to which version it lets rules be put in force: in the client
 * ids of its stream threads, which Kafka shows to any client that describes their group.
 */
public final class OfferedRules {
  private static final String MARK = "-rules";
  private static final Pattern FORM = Pattern.compile(MARK + "(\\d{1,9})-StreamThread-");

  private OfferedRules() {}

  /** The client id of a topology, with the rules in it. */
  public static String addTo(String clientId, Rules offered) {
    return clientId + MARK + offered.version();
  }

  /** What a stream thread with this client id says; a build of before versions says nothing. */
  public static Rules in(String threadClientId) {
    Matcher form = FORM.matcher(threadClientId);
    return form.find() && Integer.parseInt(form.group(1)) > 0
        ? new Rules(Integer.parseInt(form.group(1)))
        : Rules.FIRST;
  }
}
