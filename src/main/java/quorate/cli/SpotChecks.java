package quorate.cli;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import quorate.client.ClientFailure;
import quorate.client.ClientOptions;
import quorate.client.EncodedPicture;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.consensus.Comparator;
import quorate.task.Answer;
import quorate.task.Kind;
import quorate.task.TaskId;
import quorate.task.Terms;

/**
 * Spot checks of a gateway (Sarmenta 2002 has them of volunteers): some of what it says was agreed
 * on is asked of another gateway, which asks nodes of its own choice. What is asked is drawn when
 * the verdict is here, so that a gateway that asks only its friends cannot know for which pictures
 * to be honest. For one thread.
 */
final class SpotChecks {
  /** At most so many pictures are held, and then asked together; meanwhile the first one waits. */
  private static final int TOGETHER_MAX = 64;

  private final QuorateClient client;
  private final URI gateway;
  private final Wishes wishes;
  private final Terms terms;
  private final int percent;
  private final int together;
  private final long patienceMillis;
  private final BiConsumer<Reply, JsonObject> evidence;
  private final RandomGenerator chance = new SecureRandom();
  private final List<Reply> drawn = new ArrayList<>();
  private boolean heard; // anything, ever
  private boolean silent; // it was asked and has not been heard
  private final Map<String, JsonObject> found = new LinkedHashMap<>(); // by picture

  /**
   * Checks that ask one gateway.
   *
   * @param options how it is reached
   * @param wishes what the client wants of both, {@code terms} with the gateways' defaults
   * @param percent of a hundred verdicts so many are drawn
   * @param evidence is shown what contradicts, and its JSON, to keep its proof
   */
  SpotChecks(
      QuorateClient client,
      ClientOptions options,
      Wishes wishes,
      Terms terms,
      int percent,
      BiConsumer<Reply, JsonObject> evidence) {
    this.client = client;
    this.gateway = options.addresses().getFirst();
    this.wishes = wishes;
    this.terms = terms;
    this.percent = percent;
    this.together = Math.min(TOGETHER_MAX, options.inFlightMax());
    this.patienceMillis = options.connectMillis() + wishes.patienceMillis() + options.graceMillis();
    this.evidence = evidence;
  }

  /** What the checked gateway says of a picture; it may be drawn. */
  void answered(Reply reply) {
    if (reply.agreed() && chance.nextInt(100) < percent) {
      found.put(reply.submission().name(), said("unanswered"));
      drawn.add(reply);
      if (drawn.size() >= together) {
        ask();
      }
    }
  }

  /** What the other gateway says of all that were drawn, by the pictures' names. */
  Map<String, JsonObject> found() {
    ask();
    return found;
  }

  /**
   * What contradicts is asked once more: the word of a few nodes may be wrong by chance. It stands
   * when the second word is the same, or there is none.
   */
  private void ask() {
    List<Doubt> doubts = ask(drawn);
    drawn.clear();
    Map<TaskId, Doubt> still = new HashMap<>();
    ask(doubts.stream().map(Doubt::first).toList())
        .forEach(each -> still.put(each.first().submission().id(), each));
    for (Doubt each : doubts) {
      if (!agrees(word(each.first()))) {
        Doubt last = still.getOrDefault(each.first().submission().id(), each);
        evidence.accept(last.second(), note(last).put("agrees", false));
      }
    }
  }

  /** Two verdicts on a picture that differ. */
  private record Doubt(Reply first, Reply second) {}

  /** Asks the other gateway, for as long as one picture may take; what it contradicts. */
  private List<Doubt> ask(List<Reply> firsts) {
    Map<TaskId, Reply> open = new LinkedHashMap<>();
    List<Submission> again = new ArrayList<>();
    for (Reply first : firsts) {
      Submission submission = again(first.submission());
      open.put(submission.id(), first);
      again.add(submission);
    }
    List<Doubt> contradicted = new ArrayList<>();
    Optional<String> failure = Optional.of("it has answered nothing before");
    if (!silent && !again.isEmpty()) {
      failure = ask(again, open, contradicted);
      silent = !heard;
    }
    String why = failure.orElse("not in time");
    open.values().forEach(first -> word(first).put("detail", why));
    return contradicted;
  }

  /** Takes out of {@code open} what was answered; why no more was. */
  private Optional<String> ask(
      List<Submission> again, Map<TaskId, Reply> open, List<Doubt> contradicted) {
    try {
      client
          .answer(Flowable.fromIterable(again))
          .takeUntil(Flowable.timer(patienceMillis, TimeUnit.MILLISECONDS))
          .materialize() // or a failure would overtake replies that have come
          .blockingForEach(next -> {
            if (next.getError() != null) {
              throw next.getError();
            }
            Reply second = next.getValue();
            Reply first = second == null ? null : open.remove(second.submission().id());
            if (second != null && first != null) {
              heard = true;
              Doubt doubt = new Doubt(first, second);
              if (differs(doubt)) {
                contradicted.add(doubt);
              }
            }
          });
      return Optional.empty();
    } catch (ClientFailure failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  private Submission again(Submission first) {
    EncodedPicture picture = new EncodedPicture(first.format(), first.picture());
    return Submission.of(client.nextId(), first.name(), first.model(), wishes, picture);
  }

  /** Notes what the other gateway says; whether that is something else. */
  private boolean differs(Doubt doubt) {
    JsonObject said = note(doubt);
    Optional<Answer> one = doubt.first().answer();
    Optional<Answer> other = doubt.second().answer();
    if (!doubt.second().agreed() || (one.isEmpty() && other.isEmpty())) {
      return false; // it has no word, or both have one that this client does not know
    }
    boolean agrees = one.isPresent() && other.isPresent() && agree(one.get(), other.get());
    if (agrees) {
      said.put("agrees", true);
    }
    return !agrees;
  }

  private JsonObject note(Doubt doubt) {
    JsonObject said = ReplyShown.json(doubt.second()).put("gateway", gateway.toString());
    said.remove("file");
    found.put(doubt.first().submission().name(), said);
    return said;
  }

  private JsonObject word(Reply first) {
    return found.getOrDefault(first.submission().name(), new JsonObject());
  }

  private JsonObject said(String status) {
    return new JsonObject().put("gateway", gateway.toString()).put("status", status);
  }

  private boolean agree(Answer one, Answer other) {
    if (one.getClass() != other.getClass()) {
      return false;
    }
    Comparator comparator = Comparator.of(kind(one), terms);
    return comparator.fits(one) && comparator.fits(other) && comparator.agree(one, other);
  }

  private static Kind kind(Answer answer) {
    return switch (answer) {
      case Answer.Detections detections -> Kind.DETECTION;
      case Answer.Classes classes -> Kind.CLASSIFICATION;
      case Answer.Exact exact -> Kind.EXACT;
    };
  }

  /** How many were drawn, and what became of them. */
  JsonObject summary() {
    long agree = found.values().stream().filter(SpotChecks::agrees).count();
    long contradict = found.values().stream().filter(SpotChecks::contradicts).count();
    return new JsonObject()
        .put("gateway", gateway.toString())
        .put("drawn", found.size())
        .put("agree", agree)
        .put("contradict", contradict)
        .put("uncompared", found.size() - agree - contradict);
  }

  /** Whether pictures were drawn and none of them could be compared. */
  boolean vain() {
    return !found.isEmpty()
        && found.values().stream().noneMatch(each -> each.containsKey("agrees"));
  }

  /** Whether anything that was drawn is contradicted. */
  boolean contradict() {
    return found.values().stream().anyMatch(SpotChecks::contradicts);
  }

  private static boolean agrees(JsonObject said) {
    return Boolean.TRUE.equals(said.getBoolean("agrees"));
  }

  /** Whether the two gateways say different things, asked twice. */
  static boolean contradicts(JsonObject said) {
    return Boolean.FALSE.equals(said.getBoolean("agrees"));
  }
}
