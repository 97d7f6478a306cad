package quorate.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import quorate.client.EncodedPicture;
import quorate.client.Lookups;
import quorate.client.Reply;
import quorate.task.Answer;
import quorate.task.Bytes;

/** Keeps pictures with boxes, and proofs, in folders: one file a picture, none overwritten. */
final class Keeping {
  private static final long PROOF_SECONDS = 10;

  /** The ends that a jury has found, and gives a proof of. */
  private static final Set<Reply.Status> VERDICTS =
      Set.of(Reply.Status.AGREED, Reply.Status.DISPUTED, Reply.Status.FAILED, Reply.Status.EXPIRED);

  private final Optional<Path> annotated;
  private final Optional<Path> proofs;

  private Keeping(Optional<Path> annotated, Optional<Path> proofs) {
    this.annotated = annotated;
    this.proofs = proofs;
  }

  /** In these folders, which are made; in none for null. */
  static Keeping in(@Nullable Path annotated, @Nullable Path proofs) throws IOException {
    if (annotated != null) {
      Files.createDirectories(annotated);
    }
    if (proofs != null) {
      Files.createDirectories(proofs);
    }
    return new Keeping(Optional.ofNullable(annotated), Optional.ofNullable(proofs));
  }

  /** Writes what is wanted of a reply, and says in {@code json} where, or why not. */
  void keep(Lookups lookups, List<URI> gateways, Reply reply, JsonObject json) {
    String name = Path.of(reply.submission().name()).getFileName().toString();
    try {
      if (annotated.isPresent() && reply.answer().orElse(null) instanceof Answer.Detections found) {
        EncodedPicture picture =
            new EncodedPicture(reply.submission().format(), reply.submission().picture());
        json.put("annotated", write(annotated.get(), name, Annotation.draw(picture, found)));
      }
      if (proofs.isPresent() && VERDICTS.contains(reply.status())) {
        Bytes proof = proof(lookups, gateways, reply);
        json.put("proof", write(proofs.get(), name + ".proof", proof));
      }
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (reply.agreed()) {
        json.put("error", new JsonObject().put("code", "not-kept").put("detail", why));
      } else {
        json.put("notKept", why); // beside what went wrong with the picture itself
      }
    }
  }

  private static Bytes proof(Lookups lookups, List<URI> gateways, Reply reply) throws IOException {
    IOException last = new IOException("no gateway");
    for (URI gateway : gateways) {
      try {
        return lookups
            .proof(gateway, reply.submission().id())
            .toCompletionStage()
            .toCompletableFuture()
            .get(PROOF_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        last = new IOException(String.valueOf(e.getCause()), e);
      } catch (TimeoutException e) {
        last = new IOException("no proof: " + gateway + " does not answer", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    throw last;
  }

  private String write(Path folder, String name, Bytes content) throws IOException {
    int again = 1;
    while (true) {
      Path file = folder.resolve(again == 1 ? name : again + "-" + name);
      try {
        Files.write(file, content.toArray(), StandardOpenOption.CREATE_NEW);
        return file.toString();
      } catch (FileAlreadyExistsException taken) {
        again++; // a picture of the same name, or of an earlier run, or the picture itself
      }
    }
  }
}
