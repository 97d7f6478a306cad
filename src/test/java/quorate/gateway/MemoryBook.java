package quorate.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Proof;

/** A task book in memory that several gateways of one test share, each through its own view. */
public final class MemoryBook {
  private final Map<TaskId, TaskRecord> tasks = new LinkedHashMap<>();
  private final Map<TaskId, Bytes> pictures = new LinkedHashMap<>();
  private final Map<TaskId, Proof> proofs = new LinkedHashMap<>();
  private final Map<SessionId, SessionRecord> sessions = new LinkedHashMap<>();
  private final Map<NodeId, Consumer<TaskBook.Delivery>> gateways = new LinkedHashMap<>();
  private final Map<NodeId, Consumer<SessionId>> broken = new LinkedHashMap<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  private boolean failing;
  private boolean deaf;

  public TaskBook view(NodeId node) {
    return new View(node);
  }

  /** From now on nothing is accepted until {@link #release}. */
  public synchronized void hold() {
    holding = true;
  }

  public void release() {
    List<Runnable> due;
    synchronized (this) {
      holding = false;
      due = new ArrayList<>(held);
      held.clear();
    }
    due.forEach(Runnable::run);
  }

  public synchronized int held() {
    return held.size();
  }

  public synchronized void fail(boolean all) {
    failing = all;
  }

  /** Whether gateways are told of results; they are in the book in any case. */
  public synchronized void deaf(boolean all) {
    deaf = all;
  }

  public synchronized int tasks() {
    return tasks.size();
  }

  public synchronized Optional<SessionRecord> session(SessionId id) {
    return Optional.ofNullable(sessions.get(id));
  }

  public synchronized void expire(SessionId id) {
    sessions.remove(id);
  }

  /** History is lost: the session goes on in another epoch. */
  public void forgetHistory(SessionId id) {
    NodeId gateway;
    synchronized (this) {
      SessionRecord s = Objects.requireNonNull(sessions.get(id));
      gateway = s.gateway();
      sessions.put(
          id,
          new SessionRecord(
              id, s.owner(), gateway, s.epoch() + 1, s.fence(), 1, s.seenAtMillis(), List.of()));
    }
    Objects.requireNonNull(broken.get(gateway)).accept(id);
  }

  /** The session is lost, and its gateway finds out. */
  public void lose(SessionId id) {
    NodeId gateway;
    synchronized (this) {
      gateway = Objects.requireNonNull(sessions.remove(id)).gateway();
    }
    Objects.requireNonNull(broken.get(gateway)).accept(id);
  }

  private void decide(Verdict verdict, Proof proof) {
    Optional<TaskBook.Delivery> delivery = Optional.empty();
    Consumer<TaskBook.Delivery> gateway;
    synchronized (this) {
      TaskRecord before = tasks.get(verdict.task());
      TaskRecord after = before == null ? null : before.decided(verdict);
      if (after == null || after.equals(before)) {
        return;
      }
      tasks.put(verdict.task(), after);
      proofs.put(verdict.task(), proof);
      SessionRecord session = sessions.get(after.task().session());
      if (session == null) {
        return;
      }
      sessions.put(session.id(), session.appended(verdict.task()));
      gateway = gateways.get(session.gateway());
      delivery =
          Optional.of(
              new TaskBook.Delivery(session.id(), session.epoch(), session.nextOffset(), verdict));
      if (gateway == null || deaf) {
        return;
      }
    }
    gateway.accept(delivery.get());
  }

  private final class View implements TaskBook {
    private final NodeId node;

    View(NodeId node) {
      this.node = node;
    }

    @Override
    public Future<Acceptance> accept(Task task, Bytes picture) {
      synchronized (MemoryBook.this) {
        if (failing) {
          return Future.failedFuture("the disk is full");
        }
        if (!holding) {
          return Future.succeededFuture(accepted(task, picture));
        }
        Promise<Acceptance> promise = Promise.promise();
        Context caller = Vertx.currentContext();
        held.add(() -> caller.runOnContext(any -> promise.complete(accepted(task, picture))));
        return promise.future();
      }
    }

    private synchronized Acceptance accepted(Task task, Bytes picture) {
      synchronized (MemoryBook.this) {
        TaskRecord known = tasks.get(task.id());
        if (known != null) {
          return known.sameSubmission(task) ? Acceptance.DUPLICATE : Acceptance.CONFLICT;
        }
        tasks.put(task.id(), TaskRecord.accepted(task, task.deadlineAtMillis()));
        pictures.put(task.id(), picture);
        return Acceptance.NEW;
      }
    }

    @Override
    public Future<Optional<TaskRecord>> find(TaskId task) {
      synchronized (MemoryBook.this) {
        return Future.succeededFuture(Optional.ofNullable(tasks.get(task)));
      }
    }

    @Override
    public Future<Optional<Bytes>> picture(TaskId task) {
      synchronized (MemoryBook.this) {
        return Future.succeededFuture(Optional.ofNullable(pictures.get(task)));
      }
    }

    @Override
    public Future<Optional<Proof>> proof(TaskId task) {
      synchronized (MemoryBook.this) {
        return Future.succeededFuture(Optional.ofNullable(proofs.get(task)));
      }
    }

    @Override
    public Future<Boolean> cancel(TaskId task) {
      TaskRecord record;
      synchronized (MemoryBook.this) {
        record = tasks.get(task);
      }
      if (record == null || !record.open()) {
        return Future.succeededFuture(false);
      }
      Verdict verdict =
          Verdict.without(task, record.epoch(), Verdict.Outcome.CANCELLED, "called off");
      MemoryBook.this.decide(verdict, new Proof(record.task(), verdict, List.of(), List.of()));
      return Future.succeededFuture(true);
    }

    @Override
    public Future<Void> decide(Verdict verdict, Proof proof) {
      MemoryBook.this.decide(verdict, proof);
      return Future.succeededFuture();
    }

    @Override
    public Future<SessionRecord> open(SessionId session, Digest owner) {
      synchronized (MemoryBook.this) {
        if (failing) {
          return Future.failedFuture("the cluster is being cut");
        }
        SessionRecord record =
            sessions.computeIfAbsent(
                session, id -> SessionRecord.opened(id, owner, node, System.currentTimeMillis()));
        return Future.succeededFuture(record);
      }
    }

    @Override
    public Future<Optional<SessionRecord>> resume(SessionId session, Digest owner) {
      synchronized (MemoryBook.this) {
        SessionRecord record = sessions.get(session);
        if (record == null || !record.owner().equals(owner)) {
          return Future.succeededFuture(Optional.empty());
        }
        sessions.put(session, record.attached(node, System.currentTimeMillis()));
        return Future.succeededFuture(Optional.ofNullable(sessions.get(session)));
      }
    }

    @Override
    public Future<List<Delivery>> after(SessionId session, long offset, int max) {
      synchronized (MemoryBook.this) {
        SessionRecord record = sessions.get(session);
        if (record == null) {
          return Future.succeededFuture(List.of());
        }
        List<Delivery> found = new ArrayList<>();
        for (SessionRecord.Unacked each : record.unacked()) {
          TaskRecord task = tasks.get(each.task());
          if (each.offset() > offset && task != null && found.size() < max) {
            found.add(
                new Delivery(session, record.epoch(), each.offset(), task.verdict().orElseThrow()));
          }
        }
        return Future.succeededFuture(found);
      }
    }

    @Override
    public Future<Void> acknowledge(SessionId session, long epoch, long offset) {
      synchronized (MemoryBook.this) {
        sessions.computeIfPresent(
            session,
            (id, record) ->
                record.epoch() == epoch
                    ? record.acknowledged(offset, System.currentTimeMillis())
                    : record);
        return Future.succeededFuture();
      }
    }

    @Override
    public Future<List<TaskRecord>> tasks(SessionId session, int max) {
      synchronized (MemoryBook.this) {
        return Future.succeededFuture(
            tasks.values().stream()
                .filter(each -> each.task().session().equals(session))
                .sorted(
                    Comparator.comparingLong((TaskRecord each) -> each.task().acceptedAtMillis())
                        .reversed())
                .limit(max)
                .toList());
      }
    }

    @Override
    public Future<List<Task>> unanswered(SessionId session, int max) {
      synchronized (MemoryBook.this) {
        return Future.succeededFuture(
            tasks.values().stream()
                .filter(TaskRecord::open)
                .map(TaskRecord::task)
                .filter(each -> each.session().equals(session))
                .limit(max)
                .toList());
      }
    }

    @Override
    public void brokenTo(Consumer<SessionId> gateway) {
      synchronized (MemoryBook.this) {
        broken.put(node, gateway);
      }
    }

    @Override
    public void deliverTo(Consumer<Delivery> gateway) {
      synchronized (MemoryBook.this) {
        gateways.put(node, gateway);
      }
    }
  }
}
