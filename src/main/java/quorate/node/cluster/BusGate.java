package quorate.node.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import quorate.node.cluster.UnderWay.Caller;
import quorate.node.membership.Greeting;
import quorate.node.membership.Handshake.Refused;
import quorate.node.membership.Rejection;
import quorate.node.membership.Rejection.Refusal;
import quorate.node.membership.Tls;

/**
 * Stands before the event bus's TLS as {@link Doorman} stands before Hazelcast. Handshakes are done
 * on the loop that the whole node lives on; so few may be under way, and strangers wait until their
 * {@link Allowance} has room. Added to the channel that listens, it adds itself to those it opens.
 */
@Sharable
final class BusGate extends ChannelInboundHandlerAdapter {
  /** Of one address: all of a large network may call at once from one machine. */
  private static final int ADDRESS_MAX = 64;

  /** Of strangers; beyond it they wait in the system's queue, or are dropped. */
  private static final int ACCEPTED_PER_SECOND = 100;

  static final int ACCEPTED_BURST = 30;
  private static final int ACCEPTED_BATCH = 25;

  private final Callers callers;
  private final BiConsumer<InetSocketAddress, Refusal> refused;
  private final Runnable paused;
  private final Hearing hearing = new Hearing(System.nanoTime());
  private final Pace accepted = new Pace(ACCEPTED_PER_SECOND, ACCEPTED_BURST, System.nanoTime());
  private boolean pausing; // on the loop of the channel that listens
  private final UnderWay silent = new UnderWay(ADDRESS_MAX);
  private final UnderWay shaking = new UnderWay(ADDRESS_MAX);

  /**
   * A gate.
   *
   * @param refused is told who was not let in; on any thread
   * @param paused is told when nobody is taken in for a while
   */
  BusGate(Callers callers, BiConsumer<InetSocketAddress, Refusal> refused, Runnable paused) {
    this.callers = callers;
    this.refused = refused;
    this.paused = paused;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object opened) {
    if (opened instanceof Channel channel) {
      if (!(channel.remoteAddress() instanceof InetSocketAddress from)) {
        channel.unsafe().closeForcibly(); // gone already
        return;
      }
      if (callers.stranger(from.getAddress()) && !heard(ctx, from.getAddress())) {
        channel.unsafe().closeForcibly();
        refused.accept(from, Rejection.CROWDED.because("come again"));
        return;
      }
      channel.pipeline().addFirst(new Knock(channel, from));
    }
    ctx.fireChannelRead(opened);
  }

  /** Whether one more stranger is heard. */
  private boolean heard(ChannelHandlerContext listening, InetAddress from) {
    long now = System.nanoTime();
    pause(listening, accepted.accepted(now, ACCEPTED_BATCH));
    return hearing.take(from, now);
  }

  /** Some more may come that were accepted together; the {@link Pace} has counted them. */
  private void pause(ChannelHandlerContext listening, long nanos) {
    if (nanos == 0 || pausing) {
      return;
    }
    pausing = true;
    paused.run();
    listening.channel().config().setAutoRead(false);
    Runnable goOn =
        () -> {
          pausing = false;
          listening.channel().config().setAutoRead(true);
        };
    listening.executor().schedule(goOn, nanos, TimeUnit.NANOSECONDS).addListener(done -> {});
  }

  /** One connection until it is a member's. On its own loop. */
  private final class Knock extends ChannelInboundHandlerAdapter {
    /** What may be read before reading stops: a message, and what one reading brings behind it. */
    private static final int HELD_MAX = 128 << 10;

    private final Channel channel;
    private final InetSocketAddress from;
    private final Caller caller;
    private boolean taken; // from the allowance
    private boolean waiting;
    private boolean heard; // its turn has come
    private boolean over;
    private long cost;
    private long handingSince; // while handing on
    private @Nullable ByteBuf held; // until then
    private @Nullable ChannelHandlerContext place;
    private @Nullable ChannelHandler behind;
    private @Nullable Future<?> patience;

    Knock(Channel channel, InetSocketAddress from) {
      this.channel = channel;
      this.from = from;
      boolean stranger = callers.stranger(from.getAddress());
      this.caller = new Caller(from.getAddress(), stranger, this::crowdedOut);
    }

    /** On any thread. */
    private void crowdedOut() {
      channel.eventLoop().execute(() -> refuse(Rejection.CROWDED.because("it was the slowest")));
    }

    /** TLS, and all that stands behind it, is not made before somebody has spoken. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      place = ctx;
      behind = ctx.pipeline().remove(ChannelInitializer.class);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      silent.enter(caller);
      Runnable late = () -> refuse(Rejection.SILENT.because(""));
      patience = ctx.executor().schedule(late, BusDoor.HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
      ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (heard || over || !(message instanceof ByteBuf in)) {
        handOn(ctx, message);
        return;
      }
      ByteBuf all = held == null ? channel.alloc().buffer() : held;
      held = all;
      try {
        all.writeBytes(in);
      } finally {
        in.release();
      }
      if (all.readableBytes() > HELD_MAX) {
        refuse(Rejection.CROWDED.because("it does not wait"));
      } else if (!taken) {
        read(ctx, all);
      }
    }

    private void handOn(ChannelHandlerContext ctx, Object message) {
      handingSince = handingSince == 0 ? Callers.cpuNanos() : handingSince;
      ctx.fireChannelRead(message);
      cost += Callers.cpuNanos() - handingSince;
      handingSince = 0;
    }

    private void read(ChannelHandlerContext ctx, ByteBuf all) {
      try {
        if (greeted(all)) {
          greet(ctx);
        }
      } catch (Refused none) {
        refuse(none.refusal());
      }
    }

    /** Whether its first message is whole. */
    private boolean greeted(ByteBuf all) throws Refused {
      Greeting.begins(all.getByte(all.readerIndex()));
      if (all.readableBytes() < Greeting.HEADER) {
        return false;
      }
      byte[] header = bytes(all, Greeting.HEADER);
      int length = Greeting.HEADER + Greeting.length(header);
      if (all.readableBytes() < length) {
        return false;
      }
      Greeting.check(bytes(all, length));
      return true;
    }

    private byte[] bytes(ByteBuf of, int length) {
      byte[] first = new byte[length];
      of.getBytes(of.readerIndex(), first);
      return first;
    }

    private void greet(ChannelHandlerContext ctx) {
      silent.leave(caller);
      OptionalLong wait = caller.stranger() ? callers.take(from.getAddress()) : OptionalLong.of(0);
      if (wait.isEmpty()) {
        refuse(Rejection.CROWDED.because("come again"));
        return;
      }
      taken = true;
      forgetPatience(); // from here on it is TLS's own
      if (wait.getAsLong() == 0) {
        turn(ctx);
      } else {
        waiting = true;
        channel.config().setAutoRead(false);
        ctx.executor()
            .schedule(() -> lateTurn(ctx), wait.getAsLong(), TimeUnit.NANOSECONDS)
            .addListener(done -> {});
      }
    }

    /** What was read is over since: TLS answers when it hears that. */
    private void lateTurn(ChannelHandlerContext ctx) {
      if (!over) {
        waited();
        turn(ctx);
        channel.config().setAutoRead(true);
        ctx.fireChannelReadComplete();
      }
    }

    private void turn(ChannelHandlerContext ctx) {
      heard = true;
      shaking.enter(caller);
      handingSince = Callers.cpuNanos();
      ctx.pipeline().addLast(Objects.requireNonNull(behind));
      SslHandler tls = ctx.pipeline().get(SslHandler.class);
      if (tls != null) {
        Tls.bound(tls.engine());
        tls.handshakeFuture().addListener(done -> ended(done.isSuccess() ? null : done.cause()));
      }
      ByteBuf all = Objects.requireNonNull(held);
      held = null;
      handOn(ctx, all);
    }

    private void ended(@Nullable Throwable failed) {
      if (failed != null) {
        refuse(BusDoor.refusal(failed));
      } else if (end(0)) {
        callers.knows(from.getAddress());
        channel.pipeline().remove(this);
      }
    }

    /** Hangs up without a farewell of TLS, which would cost more. */
    private void refuse(Refusal refusal) {
      if (end(cost + (handingSince == 0 ? 0 : Callers.cpuNanos() - handingSince))) {
        refused.accept(from, refusal);
        if (place != null) {
          place.close().addListener(done -> {});
        }
      }
    }

    /** Once. */
    private boolean end(long costs) {
      if (over) {
        return false;
      }
      over = true;
      silent.leave(caller);
      shaking.leave(caller);
      forgetPatience();
      if (held != null) {
        held.release();
        held = null;
      }
      waited();
      if (taken && caller.stranger()) {
        callers.settle(costs);
      }
      return true;
    }

    private void waited() {
      if (waiting) {
        waiting = false;
        callers.waited(from.getAddress());
      }
    }

    private void forgetPatience() {
      if (patience != null) {
        patience.cancel(false);
      }
    }

    /** Before TLS is there nobody else hears of a reset. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failed) {
      if (heard) {
        ctx.fireExceptionCaught(failed);
      } else {
        refuse(Rejection.NO_TLS.because("it hung up"));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      refuse(Rejection.NO_TLS.because("it hung up"));
      ctx.fireChannelInactive();
    }
  }
}
