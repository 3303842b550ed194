package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A form: parameters that are read the same when they are written and read again, and looked up
 * with nothing but CMQ's errors.
 */
public final class FormTarget implements Target {

  @Override
  public void run(byte[] input) {
    List<Param> params;
    try {
      params = FormParser.parse(input);
    } catch (CmqException e) {
      Claim.isOneLine(e.getMessage());
      return;
    }
    List<Param> sent = FormParser.parseEncoded(input);
    Claim.same(params.size(), sent.size(), "how many parameters were sent");
    List<Param> again = FormParser.parse(written(params));
    Claim.same(params.size(), again.size(), "how many parameters");
    for (int i = 0; i < params.size(); i++) {
      Claim.same(params.get(i).name(), again.get(i).name(), "a name");
      Claim.that(
          Arrays.equals(params.get(i).value(), again.get(i).value()), "a value is another one");
    }
    String id = CommonParams.clientRequestId(params);
    Claim.that(id == null || id.matches("0|[1-9][0-9]{0,19}"), "no number: " + id);
    expectCmqErrors(params, CommonParams::of);
    expectCmqErrors(params, all -> lookUp(new Params(all)));
  }

  /** Each name in each way that actions look parameters up. */
  private static void lookUp(Params params) {
    List<Consumer<String>> ways =
        List.of(
            params::required,
            params::optional,
            params::orEmpty,
            params::number,
            params::bytes,
            name -> {
              Claim.that(params.indexed(name, 16).size() <= 16, "more than there may be");
            },
            name -> params.texts(name, "tag"),
            name ->
                params
                    .integer(name, -5, 5)
                    .ifPresent(n -> Claim.that(n >= -5 && n <= 5, "out of range: " + n)));
    for (String name : List.of("a", "msgBody", "tag", "")) {
      for (Consumer<String> way : ways) {
        try {
          way.accept(name);
        } catch (CmqException e) {
          Claim.isOneLine(e.getMessage());
        }
      }
    }
  }

  private static void expectCmqErrors(List<Param> params, Consumer<List<Param>> reader) {
    try {
      reader.accept(params);
    } catch (CmqException e) {
      Claim.isOneLine(e.getMessage());
    }
  }

  private static byte[] written(List<Param> params) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (Param param : params) {
      encode(form, param.name().getBytes(UTF_8));
      form.write('=');
      encode(form, param.value());
      form.write('&');
    }
    return form.toByteArray();
  }

  private static void encode(ByteArrayOutputStream form, byte[] bytes) {
    for (byte b : bytes) {
      form.writeBytes("%%%02X".formatted(b).getBytes(ISO_8859_1));
    }
  }
}
