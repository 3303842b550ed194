package io.cmqkafka;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.cmqkafka.view.CatalogView;
import java.util.Set;
import java.util.TreeSet;

/**
 * There may be thousands of queues and subscriptions. Whoever runs over all of them is named here,
 * with how often; nobody does so for a change of the catalog, a request to one queue, or a tick.
 */
final class WholeCatalogRules {
  private static final Set<String> RUN_OVER_ALL =
      Set.of("queues", "storedQueues", "deliveries", "pushed", "topics");

  private static final Set<String> MAY =
      Set.of(
          // For a list that a client asks for.
          "KafkaQueues.list",
          "PublishedTopics.list",
          // Every 30 s.
          "KafkaQueues.forgetWhatIsGone",
          "PublishedTopics.forgetWhatIsGone",
          "Ownership.keepHouse",
          // Every 30 s, and when another commands partition is owned.
          "Arrivals.reconcile",
          "PushLoops.of",
          // A minute after a creation for which a Kafka topic was made, and which was refused.
          "UnclaimedTopics.isClaimed",
          // Made of the others.
          "CatalogView.deliveries",
          "CatalogView.storedQueues");

  @ArchTest
  static final ArchRule whoRunsOverTheWholeCatalogIsNamed =
      methods()
          .that(
              describe(
                  "run over the whole catalog",
                  method ->
                      method.getOwner().isEquivalentTo(CatalogView.class) && runsOverAll(method)))
          .should(new BeUsedByTheNamed(MAY));

  /** Each of them does what a change asks for, and no more. */
  @ArchTest
  static final ArchRule whoFollowsTheCatalogIsNamed =
      methods()
          .that(
              describe(
                  "tell of changes",
                  method ->
                      method.getOwner().isEquivalentTo(CatalogView.class)
                          && method.getName().equals("onChange")))
          .should(
              new BeUsedByTheNamed(
                  Set.of(
                      "Arrivals.start",
                      "Subscribers.<init>",
                      "DeadLetters.<init>",
                      "PushLoops.of",
                      "CmqNode.followRules",
                      "CmqNode.handleKey")));

  private WholeCatalogRules() {}

  private static boolean runsOverAll(JavaMethod method) {
    return RUN_OVER_ALL.contains(method.getName());
  }

  private static final class BeUsedByTheNamed extends ArchCondition<JavaMethod> {
    private final Set<String> named;

    BeUsedByTheNamed(Set<String> named) {
      super("be used by those named only");
      this.named = named;
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
      Set<String> users = new TreeSet<>();
      method.getCallsOfSelf().stream().map(BeUsedByTheNamed::user).forEach(users::add);
      method.getReferencesToSelf().stream().map(BeUsedByTheNamed::user).forEach(users::add);
      users.removeAll(named);
      events.add(new SimpleConditionEvent(method, users.isEmpty(), method + " by " + users));
    }

    /** A lambda counts as the method it stands in. */
    private static String user(JavaAccess<?> access) {
      String method = access.getOrigin().getName();
      String within = method.startsWith("lambda$") ? method.split("\\$")[1] : method;
      return access.getOriginOwner().getSimpleName() + "." + within;
    }
  }
}
