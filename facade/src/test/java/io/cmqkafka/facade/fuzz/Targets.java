package io.cmqkafka.facade.fuzz;

import io.cmqkafka.arrival.TailTarget;
import io.cmqkafka.command.ReplyTarget;
import io.cmqkafka.facade.action.ActionsTarget;
import io.cmqkafka.facade.action.EndpointTarget;
import io.cmqkafka.facade.auth.CredentialsTarget;
import io.cmqkafka.facade.bench.client.BenchAnswerTarget;
import io.cmqkafka.facade.classic.FormTarget;
import io.cmqkafka.facade.classic.SignatureTarget;
import io.cmqkafka.facade.http.connection.PemTarget;
import io.cmqkafka.facade.push.PushTarget;
import io.cmqkafka.facade.push.PushTargetsTarget;
import io.cmqkafka.facade.settings.SettingsTarget;
import io.cmqkafka.queue.HandleTarget;
import io.cmqkafka.topic.FilterTarget;
import io.cmqkafka.topology.CommandsTarget;
import io.cmqkafka.view.CatalogEntryTarget;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every target there is, by the name of its folder of seeds. */
final class Targets {
  private final SortedMap<String, Target> byName = new TreeMap<>();

  Targets() {
    byName.put("actions", new ActionsTarget());
    byName.put("bench-answer", new BenchAnswerTarget());
    byName.put("catalog-entry", new CatalogEntryTarget());
    byName.put("commands", new CommandsTarget());
    byName.put("credentials", new CredentialsTarget());
    byName.put("endpoint", new EndpointTarget());
    byName.put("filter", new FilterTarget());
    byName.put("form", new FormTarget());
    byName.put("handle", new HandleTarget());
    byName.put("pem", new PemTarget());
    byName.put("push", new PushTarget());
    byName.put("push-targets", new PushTargetsTarget());
    byName.put("reply", new ReplyTarget());
    byName.put("settings", new SettingsTarget());
    byName.put("signature", new SignatureTarget());
    byName.put("tail", new TailTarget());
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  Target named(String name) {
    Target target = byName.get(name);
    if (target == null) {
      throw new IllegalArgumentException("no target " + name + " among " + names());
    }
    return target;
  }
}
