package io.cmqkafka.facade.classic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of one request: the only class that turns their strings into values.
 *
 * <p>A parameter is looked up by its name without surrounding blanks, since a client is known that
 * sends {@code "offset "}. A parameter that is never looked up is tolerated, however odd: every
 * client sends some that the documents do not name. A parameter that is looked up must come once,
 * else 10330. A parameter whose value is empty or blank counts as not given, since clients differ
 * in whether they leave such a one out; only {@link #orEmpty}, {@link #bytes} and {@link
 * #indexedBytes} see empty values.
 *
 * <p>All lookups throw {@link CmqException} for mistakes that the client must mend. Immutable.
 */
public final class Params {

  /** The most digits of an array index. A name with more is badly formed. */
  private static final int INDEX_DIGITS = 9;

  private final Map<String, byte[]> scalars = new HashMap<>();
  private final Set<String> repeated = new HashSet<>();

  /** Parameters of the form {@code name.n}, by name, in the order of the request. */
  private final Map<String, List<Element>> arrays = new HashMap<>();

  public Params(List<Param> params) {
    for (Param param : params) {
      String name = param.name().strip();
      int dot = indexDot(name);
      if (dot > 0) {
        arrays
            .computeIfAbsent(name.substring(0, dot), array -> new ArrayList<>())
            .add(new Element(name, dot + 1, param.value()));
      } else if (scalars.putIfAbsent(name, param.value()) != null) {
        repeated.add(name);
      }
    }
  }

  /** The text of a parameter that must be given, else 10390. */
  public String required(String name) {
    return optional(name).orElseThrow(() -> lackOf(name));
  }

  /** The text of a parameter, if it is given and not blank. */
  public Optional<String> optional(String name) {
    byte[] value = scalar(name);
    return value == null ? Optional.empty() : Optional.of(text(value)).filter(s -> !s.isBlank());
  }

  /** The text of a parameter, also when it is empty; nothing only if the parameter did not come. */
  public Optional<String> orEmpty(String name) {
    return Optional.ofNullable(scalar(name)).map(Params::text).map(s -> s.isBlank() ? "" : s);
  }

  /**
   * A whole number of any size. One that does not fit a long becomes the nearest long. A text that
   * is no number: 10360.
   */
  public Optional<Long> number(String name) {
    return optional(name).map(text -> parse(name, text.strip()));
  }

  /** A whole number from {@code min} to {@code max}, else 10350. */
  public Optional<Long> number(String name, long min, long max) {
    Optional<Long> number = number(name);
    if (number.isPresent() && (number.get() < min || number.get() > max)) {
      throw new CmqException(CmqError.OUT_OF_RANGE, name);
    }
    return number;
  }

  /** A whole number from {@code min} to {@code max}, else 10350. */
  public Optional<Integer> integer(String name, int min, int max) {
    return number(name, min, max).map(Long::intValue);
  }

  /** {@link #integer} for a parameter that must be given, else 10390. */
  public int requiredInteger(String name, int min, int max) {
    return integer(name, min, max).orElseThrow(() -> lackOf(name));
  }

  /** A duration in whole seconds from {@code min} to {@code max}, else 10350. */
  public Optional<Integer> seconds(String name, int min, int max) {
    return integer(name, min, max);
  }

  /** The bytes of a parameter that must be given but may be empty, else 10390. Not a copy. */
  public byte[] bytes(String name) {
    byte[] value = scalar(name);
    if (value == null) {
      throw lackOf(name);
    }
    return value;
  }

  /** The texts of {@code name.n}, see {@link #indexedBytes}. */
  public List<String> indexed(String name, int max) {
    return indexedBytes(name, max).stream().map(Params::text).toList();
  }

  /**
   * The bytes of {@code name.n} in numeric order of n, not copied; each may be empty. n starts at 0
   * or 1 and leaves no gap (10380), comes once (10330) and is short enough for a number (10310).
   * None or more than {@code max} elements: 10370. The bare name instead of {@code name.n}: 10310.
   */
  public List<byte[]> indexedBytes(String name, int max) {
    if (scalars.containsKey(name)) {
      throw new CmqException(CmqError.ARRAY_KEY_FORMAT, name);
    }
    List<Element> elements = arrays.getOrDefault(name, List.of());
    if (elements.isEmpty() || elements.size() > max) {
      throw new CmqException(CmqError.BATCH_SIZE, name);
    }
    return inOrder(name, elements);
  }

  /**
   * The texts of {@code name.n} in numeric order of n, without those that are empty or blank; none
   * is allowed. n as {@link #indexedBytes} says. The dot may be missing, since a client is known
   * that sends {@code msgTag1}. The bare name instead of {@code name.n}: 10310, unless it is blank.
   *
   * @param misspelled other names that clients use for it
   */
  public List<String> texts(String name, String... misspelled) {
    byte[] bare = scalars.get(once(name));
    if (bare != null && !text(bare).isBlank()) {
      throw new CmqException(CmqError.ARRAY_KEY_FORMAT, name);
    }
    List<Element> elements = new ArrayList<>(elements(name));
    for (String other : misspelled) {
      elements.addAll(elements(other));
    }
    return elements.isEmpty()
        ? List.of()
        : inOrder(name, elements).stream().map(Params::text).filter(s -> !s.isBlank()).toList();
  }

  private List<Element> elements(String name) {
    List<Element> dotted = arrays.get(name);
    if (dotted != null) {
      return dotted;
    }
    return scalars.entrySet().stream()
        .filter(scalar -> scalar.getKey().startsWith(name))
        .filter(scalar -> isDigits(scalar.getKey(), name.length()))
        .map(scalar -> new Element(once(scalar.getKey()), name.length(), scalar.getValue()))
        .toList();
  }

  private String once(String name) {
    if (repeated.contains(name)) {
      throw new CmqException(CmqError.NOT_REPEATABLE, name);
    }
    return name;
  }

  private static List<byte[]> inOrder(String name, List<Element> elements) {
    List<Element> inOrder =
        elements.stream().sorted(Comparator.comparingInt(Element::index)).toList();
    int next = Math.min(inOrder.get(0).index(), 1);
    for (Element element : inOrder) {
      if (element.index() < next) {
        throw new CmqException(CmqError.NOT_REPEATABLE, element.name());
      }
      if (element.index() > next) {
        throw new CmqException(CmqError.NOT_CONSEQUENT, name);
      }
      next++;
    }
    return inOrder.stream().map(Element::value).toList();
  }

  private byte[] scalar(String name) {
    if (arrays.containsKey(name)) {
      throw new CmqException(CmqError.NOT_REPEATABLE, name);
    }
    return scalars.get(once(name));
  }

  private static CmqException lackOf(String name) {
    return new CmqException(CmqError.LACK_OF_PARAMETER, name);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  private static long parse(String name, String text) {
    boolean negative = text.startsWith("-");
    if (!isDigits(text, negative ? 1 : 0)) {
      throw new CmqException(CmqError.WRONG_TYPE, name);
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException tooLong) {
      return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** Where {@code name.n} has the dot before its digits; -1 for any other name. */
  private static int indexDot(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && isDigits(name, dot + 1) ? dot : -1;
  }

  private static boolean isDigits(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < text.length();
  }

  /**
   * @param digits where in the name the index begins
   */
  private record Element(String name, int digits, byte[] value) {
    int index() {
      if (name.length() - digits > INDEX_DIGITS) {
        throw new CmqException(CmqError.KEY_FORMAT, name);
      }
      return Integer.parseInt(name, digits, name.length(), 10);
    }
  }
}
