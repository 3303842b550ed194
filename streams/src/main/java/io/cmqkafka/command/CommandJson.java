package io.cmqkafka.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.CatalogCommand.ChangeQueue;
import io.cmqkafka.catalog.CatalogCommand.ChangeSubscription;
import io.cmqkafka.catalog.CatalogCommand.ChangeTopic;
import io.cmqkafka.catalog.CatalogCommand.CreateQueue;
import io.cmqkafka.catalog.CatalogCommand.CreateTopic;
import io.cmqkafka.catalog.CatalogCommand.DropQueue;
import io.cmqkafka.catalog.CatalogCommand.DropRedrive;
import io.cmqkafka.catalog.CatalogCommand.DropTopic;
import io.cmqkafka.catalog.CatalogCommand.ProposeHandleKey;
import io.cmqkafka.catalog.CatalogCommand.PutRedrive;
import io.cmqkafka.catalog.CatalogCommand.ReleaseName;
import io.cmqkafka.catalog.CatalogCommand.Republish;
import io.cmqkafka.catalog.CatalogCommand.Subscribe;
import io.cmqkafka.catalog.CatalogCommand.UnbindDeadLetter;
import io.cmqkafka.catalog.CatalogCommand.Unsubscribe;
import io.cmqkafka.copy.Copied;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.Unicode;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Arrived;
import io.cmqkafka.queue.QueueCommand.AskEnd;
import io.cmqkafka.queue.QueueCommand.Browse;
import io.cmqkafka.queue.QueueCommand.Bury;
import io.cmqkafka.queue.QueueCommand.Cancel;
import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Clear;
import io.cmqkafka.queue.QueueCommand.Count;
import io.cmqkafka.queue.QueueCommand.CutBack;
import io.cmqkafka.queue.QueueCommand.Defer;
import io.cmqkafka.queue.QueueCommand.Delete;
import io.cmqkafka.queue.QueueCommand.Drop;
import io.cmqkafka.queue.QueueCommand.Expire;
import io.cmqkafka.queue.QueueCommand.Moved;
import io.cmqkafka.queue.QueueCommand.OpenRewindWindow;
import io.cmqkafka.queue.QueueCommand.Receive;
import io.cmqkafka.queue.QueueCommand.Release;
import io.cmqkafka.queue.QueueCommand.Return;
import io.cmqkafka.queue.QueueCommand.Rewind;
import io.cmqkafka.queue.QueueCommand.Trim;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The commands log's text form: one compact JSON object a record, so that the log can be read as an
 * audit trail. {@code docs/ARCHITECTURE.md} lists the fields.
 */
public final class CommandJson {
  /**
   * A foreign record of more bytes is not even looked at. What is kept of a command is little more
   * than the command, and must fit into one record of a changelog, 1 MiB.
   */
  static final int MAX_BYTES = 1 << 19;

  /** Every name of ours is shorter than this many characters. */
  public static final int MAX_TEXT = 1_000;

  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER =
      new ObjectMapper(JSON)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private CommandJson() {}

  public static byte[] encode(LoggedCommand logged) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(192);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (logged instanceof LoggedCommand.ForQueue forQueue) {
        json.writeStringField("command", nameOf(forQueue.command()));
        json.writeStringField("queue", forQueue.target().queueId());
        json.writeNumberField("partition", forQueue.target().partition());
        writeOrigin(json, forQueue.origin());
        writeFields(json, forQueue.command());
      } else if (logged instanceof LoggedCommand.ForCatalog forCatalog) {
        json.writeStringField("command", nameOf(forCatalog.command()));
        writeOrigin(json, forCatalog.origin());
        json.writeFieldName("catalog");
        MAPPER.writeValue(json, forCatalog.command());
      } else if (logged instanceof LoggedCommand.PutInForce newer) {
        json.writeStringField("command", "PutInForce");
        json.writeNumberField("rules", newer.rules().version());
      } else if (logged instanceof LoggedCommand.Tick tick) {
        json.writeStringField("command", "Tick");
        if (tick.ended().isPresent()) {
          writeEnded(json, tick.ended().get());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static LoggedCommand decode(byte[] value) throws MalformedRecordException {
    if (value == null || value.length > MAX_BYTES) {
      throw new MalformedRecordException("no command: empty or too large");
    }
    try {
      JsonNode json = MAPPER.readTree(value);
      String name = text(json, "command");
      if (name.equals("Tick")) {
        return new LoggedCommand.Tick(ended(json));
      }
      if (name.equals("PutInForce")) {
        return new LoggedCommand.PutInForce(new Rules(integer(json, "rules")));
      }
      Origin origin = new Origin(text(json, "instance"), number(json, "request"));
      if (json.has("catalog")) {
        return new LoggedCommand.ForCatalog(origin, catalogCommand(name, json.get("catalog")));
      }
      QueuePartition target = new QueuePartition(text(json, "queue"), integer(json, "partition"));
      return new LoggedCommand.ForQueue(target, origin, queueCommand(name, json));
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new MalformedRecordException("not a command: " + e.getClass().getSimpleName(), e);
    }
  }

  private static void writeOrigin(JsonGenerator json, Origin origin) throws IOException {
    json.writeStringField("instance", origin.instance());
    json.writeNumberField("request", origin.request());
  }

  private static void writeFields(JsonGenerator json, QueueCommand command) throws IOException {
    if (command instanceof Receive receive) {
      json.writeNumberField("max", receive.max());
      json.writeNumberField("visibilityMs", receive.visibilityMs());
      json.writeNumberField("waitMs", receive.waitMs());
      json.writeNumberField("knownEnd", receive.knownEnd());
      json.writeNumberField("maxInFlight", receive.maxInFlight());
      if (receive.maxReceives() > 0) {
        json.writeNumberField("maxReceives", receive.maxReceives());
      }
      if (receive.retriesFirst()) {
        json.writeBooleanField("retriesFirst", true);
      }
    } else if (command instanceof Delete delete) {
      writeLeases(json, delete.leases());
    } else if (command instanceof Release release) {
      writeLeases(json, release.leases());
    } else if (command instanceof Defer defer) {
      writeLeases(json, List.of(defer.lease()));
      json.writeNumberField("delayMs", defer.delayMs());
    } else if (command instanceof Bury bury) {
      writeLeases(json, bury.leases());
    } else if (command instanceof Expire expire) {
      json.writeNumberField("before", expire.before());
      json.writeNumberField("max", expire.max());
    } else if (command instanceof Moved moved) {
      writeLetters(json, moved.letters());
    } else if (command instanceof Arrived arrived) {
      json.writeNumberField("from", arrived.from());
      json.writeNumberField("to", arrived.to());
      json.writeArrayFieldStart("gaps");
      for (OffsetRange gap : arrived.gaps()) {
        json.writeArray(new long[] {gap.from(), gap.to()}, 0, 2);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("delayed");
      for (DelayedOffset delayed : arrived.delayed()) {
        json.writeArray(new long[] {delayed.offset(), delayed.due()}, 0, 2);
      }
      json.writeEndArray();
      if (!arrived.copied().isEmpty()) {
        writeCopied(json, arrived.copied());
      }
    } else if (command instanceof CutBack cut) {
      json.writeNumberField("end", cut.end());
    } else if (command instanceof Cancel cancel) {
      json.writeNumberField("cancelled", cancel.request());
    } else if (command instanceof Rewind rewind) {
      json.writeNumberField("offset", rewind.offset());
    } else if (command instanceof Trim trim) {
      json.writeNumberField("start", trim.start());
    } else if (command instanceof Count count) {
      json.writeNumberField("windowStart", count.windowStart());
    } else if (command instanceof Browse browse) {
      json.writeNumberField("from", browse.from());
      json.writeBooleanField("backwards", browse.backwards());
      json.writeArrayFieldStart("states");
      for (MessageState state : browse.states()) {
        json.writeString(state.name());
      }
      json.writeEndArray();
      json.writeNumberField("max", browse.max());
    } else if (command instanceof Choose choice) {
      json.writeArrayFieldStart("offsets");
      for (long offset : choice.offsets()) {
        json.writeNumber(offset);
      }
      json.writeEndArray();
      json.writeStringField("act", choice.act().name());
      if (choice.target() != null) {
        json.writeStringField("target", choice.target());
        json.writeNumberField("maxLeaving", choice.maxLeaving());
      }
    } else if (command instanceof Return taken) {
      writeLetters(json, taken.letters());
    }
  }

  private static void writeEnded(JsonGenerator json, LoggedCommand.Ended ended) throws IOException {
    json.writeStringField("queue", ended.queue().queueId());
    json.writeNumberField("partition", ended.queue().partition());
    json.writeArrayFieldStart("ended");
    for (EndedDelivery one : ended.deliveries()) {
      json.writeStartArray();
      json.writeNumber(one.lease().offset());
      json.writeNumber(one.lease().serial());
      json.writeNumber(one.lease().until());
      json.writeNumber(one.endMs());
      if (one.isDeath()) {
        json.writeBoolean(true);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void writeLetters(JsonGenerator json, List<Buried> letters) throws IOException {
    json.writeArrayFieldStart("letters");
    for (Buried letter : letters) {
      json.writeArray(new long[] {letter.offset(), letter.number()}, 0, 2);
    }
    json.writeEndArray();
  }

  /** The previous number is left out when it is not known. */
  private static void writeCopied(JsonGenerator json, List<Copied> copied) throws IOException {
    json.writeArrayFieldStart("copied");
    for (Copied copy : copied) {
      json.writeStartArray();
      json.writeNumber(copy.offset());
      json.writeString(copy.source());
      json.writeNumber(copy.number());
      if (copy.previous() >= 0) {
        json.writeNumber(copy.previous());
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void writeLeases(JsonGenerator json, List<Lease> leases) throws IOException {
    json.writeArrayFieldStart("leases");
    for (Lease lease : leases) {
      json.writeArray(new long[] {lease.offset(), lease.serial(), lease.until()}, 0, 3);
    }
    json.writeEndArray();
  }

  private static QueueCommand queueCommand(String name, JsonNode json)
      throws MalformedRecordException {
    return switch (name) {
      case "Receive" ->
          new Receive(
              integer(json, "max"),
              number(json, "visibilityMs"),
              number(json, "waitMs"),
              number(json, "knownEnd"),
              integer(json, "maxInFlight"),
              json.has("maxReceives") ? integer(json, "maxReceives") : 0,
              json.has("retriesFirst") && truth(json, "retriesFirst"));
      case "Delete" -> new Delete(leases(json));
      case "Release" -> new Release(leases(json));
      case "Defer" -> new Defer(onlyLease(json), number(json, "delayMs"));
      case "Bury" -> new Bury(leases(json));
      case "Expire" -> new Expire(number(json, "before"), integer(json, "max"));
      case "Moved" -> new Moved(letters(json));
      case "Arrived" ->
          new Arrived(
              number(json, "from"), number(json, "to"), gaps(json), delayed(json), copied(json));
      case "CutBack" -> new CutBack(number(json, "end"));
      case "AskEnd" -> new AskEnd();
      case "Cancel" -> new Cancel(number(json, "cancelled"));
      case "Rewind" -> new Rewind(number(json, "offset"));
      case "OpenRewindWindow" -> new OpenRewindWindow();
      case "Clear" -> new Clear();
      case "Trim" -> new Trim(number(json, "start"));
      case "Count" -> new Count(number(json, "windowStart"));
      case "Browse" ->
          new Browse(
              number(json, "from"), truth(json, "backwards"), states(json), integer(json, "max"));
      case "Choose" ->
          new Choose(
              offsets(json),
              Choose.Act.valueOf(text(json, "act")),
              json.has("target") ? text(json, "target") : null,
              json.has("maxLeaving") ? integer(json, "maxLeaving") : 0);
      case "Return" -> new Return(letters(json));
      case "Drop" -> new Drop();
      default -> throw new MalformedRecordException("unknown command");
    };
  }

  private static CatalogCommand catalogCommand(String name, JsonNode json)
      throws IOException, MalformedRecordException {
    Class<? extends CatalogCommand> type =
        switch (name) {
          case "CreateQueue" -> CreateQueue.class;
          case "ChangeQueue" -> ChangeQueue.class;
          case "UnbindDeadLetter" -> UnbindDeadLetter.class;
          case "DropQueue" -> DropQueue.class;
          case "ReleaseName" -> ReleaseName.class;
          case "CreateTopic" -> CreateTopic.class;
          case "ChangeTopic" -> ChangeTopic.class;
          case "DropTopic" -> DropTopic.class;
          case "Subscribe" -> Subscribe.class;
          case "ChangeSubscription" -> ChangeSubscription.class;
          case "Unsubscribe" -> Unsubscribe.class;
          case "Republish" -> Republish.class;
          case "PutRedrive" -> PutRedrive.class;
          case "DropRedrive" -> DropRedrive.class;
          case "ProposeHandleKey" -> ProposeHandleKey.class;
          default -> throw new MalformedRecordException("unknown command");
        };
    checkTexts(json);
    return Objects.requireNonNull(MAPPER.treeToValue(json, type));
  }

  /** Goes no deeper than the parser went. */
  private static void checkTexts(JsonNode json) throws MalformedRecordException {
    if (json.isTextual() && !isText(json.textValue())) {
      throw new MalformedRecordException("a text that is too long, or none");
    }
    for (JsonNode part : json) {
      checkTexts(part);
    }
  }

  private static String nameOf(Object command) {
    return command.getClass().getSimpleName();
  }

  /** Whatever it tells, a tick is one: other builds decide by it without reading this. */
  private static Optional<LoggedCommand.Ended> ended(JsonNode json) {
    if (!json.has("ended")) {
      return Optional.empty();
    }
    try {
      QueuePartition queue = new QueuePartition(text(json, "queue"), integer(json, "partition"));
      List<EndedDelivery> deliveries = new ArrayList<>();
      for (JsonNode one : array(json, "ended")) {
        Lease lease = new Lease(number(one, 0), number(one, 1), number(one, 2));
        deliveries.add(new EndedDelivery(lease, number(one, 3), one.path(4).asBoolean()));
      }
      return Optional.of(new LoggedCommand.Ended(queue, deliveries));
    } catch (MalformedRecordException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<Lease> leases(JsonNode json) throws MalformedRecordException {
    List<Lease> leases = new ArrayList<>();
    for (JsonNode lease : array(json, "leases")) {
      leases.add(new Lease(number(lease, 0), number(lease, 1), number(lease, 2)));
    }
    return leases;
  }

  private static Lease onlyLease(JsonNode json) throws MalformedRecordException {
    List<Lease> leases = leases(json);
    if (leases.size() != 1) {
      throw new MalformedRecordException("not one lease");
    }
    return leases.get(0);
  }

  private static List<Buried> letters(JsonNode json) throws MalformedRecordException {
    List<Buried> letters = new ArrayList<>();
    for (JsonNode letter : array(json, "letters")) {
      letters.add(new Buried(number(letter, 0), number(letter, 1)));
    }
    return letters;
  }

  private static List<OffsetRange> gaps(JsonNode json) throws MalformedRecordException {
    List<OffsetRange> gaps = new ArrayList<>();
    for (JsonNode gap : array(json, "gaps")) {
      gaps.add(new OffsetRange(number(gap, 0), number(gap, 1)));
    }
    return gaps;
  }

  private static List<DelayedOffset> delayed(JsonNode json) throws MalformedRecordException {
    List<DelayedOffset> delayed = new ArrayList<>();
    for (JsonNode one : array(json, "delayed")) {
      delayed.add(new DelayedOffset(number(one, 0), number(one, 1)));
    }
    return delayed;
  }

  /** None in a command of before there were any. */
  private static List<Copied> copied(JsonNode json) throws MalformedRecordException {
    if (!json.has("copied")) {
      return List.of();
    }
    List<Copied> copied = new ArrayList<>();
    for (JsonNode one : array(json, "copied")) {
      copied.add(
          new Copied(
              number(one, 0),
              textual(one.get(1), "source"),
              number(one, 2),
              one.has(3) ? number(one, 3) : -1));
    }
    return copied;
  }

  /** A state that this build does not know is none that it can look for. */
  private static Set<MessageState> states(JsonNode json) throws MalformedRecordException {
    Set<MessageState> states = EnumSet.noneOf(MessageState.class);
    for (JsonNode one : array(json, "states")) {
      states.add(MessageState.valueOf(textual(one, "state")));
    }
    return states;
  }

  private static List<Long> offsets(JsonNode json) throws MalformedRecordException {
    List<Long> offsets = new ArrayList<>();
    for (JsonNode one : array(json, "offsets")) {
      offsets.add(natural(one));
    }
    return offsets;
  }

  private static boolean truth(JsonNode json, String field) throws MalformedRecordException {
    JsonNode value = json.get(field);
    if (!value.isBoolean()) {
      throw new MalformedRecordException("neither true nor false: " + field);
    }
    return value.booleanValue();
  }

  private static String text(JsonNode json, String field) throws MalformedRecordException {
    return textual(json.get(field), field);
  }

  private static String textual(JsonNode value, String field) throws MalformedRecordException {
    if (value == null || !value.isTextual() || !isText(value.textValue())) {
      throw new MalformedRecordException("no text " + field);
    }
    return value.textValue();
  }

  /**
   * Half a surrogate pair has no UTF-8: under such a name state would be filed as another one's.
   */
  private static boolean isText(String text) {
    return text.length() <= MAX_TEXT && Unicode.isWhole(text);
  }

  private static JsonNode array(JsonNode json, String field) throws MalformedRecordException {
    JsonNode value = json.get(field);
    if (value == null || !value.isArray()) {
      throw new MalformedRecordException("no array " + field);
    }
    return value;
  }

  private static long number(JsonNode json, String field) throws MalformedRecordException {
    return natural(json.get(field));
  }

  private static long number(JsonNode json, int index) throws MalformedRecordException {
    return natural(json.get(index));
  }

  private static int integer(JsonNode json, String field) throws MalformedRecordException {
    long value = natural(json.get(field));
    if (value > Integer.MAX_VALUE) {
      throw new MalformedRecordException("number too large: " + field);
    }
    return (int) value;
  }

  /** Every number of a command is a natural one: offsets, counts, times. */
  private static long natural(JsonNode value) throws MalformedRecordException {
    if (value == null
        || !value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0) {
      throw new MalformedRecordException("no natural number");
    }
    return value.longValue();
  }
}
