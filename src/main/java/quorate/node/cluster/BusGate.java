package quorate.node.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import quorate.node.cluster.UnderWay.Caller;
import quorate.node.membership.Handshake;
import quorate.node.membership.Rejection;
import quorate.node.membership.Rejection.Refusal;

/**
 * Stands before the event bus's TLS as {@link Doorman} stands before Hazelcast. Handshakes are done
 * on the loop that the whole node lives on; so few may be under way, and strangers wait until their
 * {@link Allowance} has room. Added to the channel that listens, it adds itself to those it opens.
 */
@Sharable
final class BusGate extends ChannelInboundHandlerAdapter {
  /** Of one address: all of a large network may call at once from one machine. */
  private static final int ADDRESS_MAX = 64;

  private final Callers callers;
  private final BiConsumer<InetSocketAddress, Refusal> refused;
  private final UnderWay underWay = new UnderWay(ADDRESS_MAX);

  /**
   * A gate.
   *
   * @param refused is told who was not let in; on any thread
   */
  BusGate(Callers callers, BiConsumer<InetSocketAddress, Refusal> refused) {
    this.callers = callers;
    this.refused = refused;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object opened) {
    if (opened instanceof Channel channel
        && channel.remoteAddress() instanceof InetSocketAddress from) {
      channel.pipeline().addFirst(new Knock(channel, from));
    }
    ctx.fireChannelRead(opened);
  }

  /** One connection until it is a member's. On its own loop. */
  private final class Knock extends ChannelInboundHandlerAdapter {
    /** What may be read before reading stops. */
    private static final int HELD_MAX = 16;

    private final Channel channel;
    private final InetSocketAddress from;
    private final Caller caller;
    private final Deque<Object> held = new ArrayDeque<>();
    private boolean taken; // from the allowance
    private boolean heard; // its turn has come
    private boolean over;
    private long cost;
    private long handingSince; // while handing on
    private @Nullable ChannelHandlerContext place;
    private @Nullable ChannelHandler behind;

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
      underWay.enter(caller);
      ctx.executor()
          .schedule(this::silent, BusDoor.HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS)
          .addListener(done -> {});
      ctx.fireChannelActive();
    }

    private void silent() {
      if (!taken) {
        refuse(Rejection.SILENT.because(""));
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      held.add(message);
      if (over) {
        release();
      } else if (heard) {
        handOn(ctx);
      } else if (!taken) {
        knocked(ctx, message);
      } else if (held.size() > HELD_MAX) {
        refuse(Rejection.CROWDED.because("it does not wait"));
      }
    }

    private void knocked(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf in && !Handshake.begins(in.getByte(in.readerIndex()))) {
        refuse(Rejection.NO_TLS.because("it began with byte " + in.getByte(in.readerIndex())));
        return;
      }
      OptionalLong wait = caller.stranger() ? callers.take() : OptionalLong.of(0);
      if (wait.isEmpty()) {
        refuse(Rejection.CROWDED.because("come again"));
        return;
      }
      taken = true;
      if (wait.getAsLong() == 0) {
        turn(ctx);
      } else {
        channel.config().setAutoRead(false);
        ctx.executor()
            .schedule(() -> lateTurn(ctx), wait.getAsLong(), TimeUnit.NANOSECONDS)
            .addListener(done -> {});
      }
    }

    private void turn(ChannelHandlerContext ctx) {
      heard = true;
      if (!over && behind != null) {
        handingSince = Callers.cpuNanos();
        ctx.pipeline().addLast(behind);
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
          tls.handshakeFuture().addListener(done -> ended(done.isSuccess() ? null : done.cause()));
        }
        channel.config().setAutoRead(true);
        handOn(ctx);
      }
    }

    /** What was read is over since: TLS answers when it hears that. */
    private void lateTurn(ChannelHandlerContext ctx) {
      turn(ctx);
      ctx.fireChannelReadComplete();
    }

    private void handOn(ChannelHandlerContext ctx) {
      handingSince = handingSince == 0 ? Callers.cpuNanos() : handingSince;
      for (Object each = held.poll(); each != null; each = held.poll()) {
        ctx.fireChannelRead(each);
      }
      cost += Callers.cpuNanos() - handingSince;
      handingSince = 0;
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
        release();
        refused.accept(from, refusal);
        if (place != null) {
          place.close().addListener(done -> {});
        }
      }
    }

    private void release() {
      held.forEach(ReferenceCountUtil::release);
      held.clear();
    }

    /** Once. */
    private boolean end(long costs) {
      if (over) {
        return false;
      }
      over = true;
      underWay.leave(caller);
      if (taken && caller.stranger()) {
        callers.settle(costs);
      }
      return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      refuse(Rejection.NO_TLS.because("it hung up"));
      ctx.fireChannelInactive();
    }
  }
}
