package quorate.node.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quorate.gateway.ClientFrame;
import quorate.gateway.Payments;
import quorate.gateway.Problem;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.Address;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.PaymentTerms;
import quorate.node.cluster.EscrowPromises;
import quorate.node.cluster.MemoryPromises;
import quorate.task.Bytes;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Payment;
import quorate.wire.Question;
import quorate.wire.Samples;

class LedgerPaymentsTest {
  private static final int OWNER = 4;
  private static final String ADDRESS = Address.of(ChainFixture.id(OWNER));

  private final Vertx vertx = Vertx.vertx();
  private final ChainFixture chain = ChainFixture.opened();
  private final FixtureLedger ledger = new FixtureLedger(chain);
  private final EscrowPromises promises = new MemoryPromises();
  private final Payments payments = new LedgerPayments(vertx, ledger, promises, false);

  @BeforeEach
  void begin() {
    open(1, 180, 3);
    open(2, 180, 5);
  }

  @AfterEach
  void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    ledger.close();
  }

  @Test
  void takesAnOrderThatItsOwnerSignedForThisTask() throws Exception {
    PaymentOrder order = order(1, task(1));
    assertThat(check(task(1), offered(order))).isEqualTo(new Payments.Good(order));
  }

  @Test
  void refusesWhenTheOwnerSignedForAnotherTask() throws Exception {
    assertThat(problem(task(2), offered(order(1, task(1))))).isEqualTo(Problem.PAYMENT_UNSIGNED);
  }

  @Test
  void refusesWhenAnotherIsToPay() throws Exception {
    String other = Address.of(ChainFixture.id(5));
    PaymentOrder order = order(1, task(1));
    assertThat(problem(task(1), new ClientFrame.Payment(other, 1, order.signature())))
        .isEqualTo(Problem.PAYMENT_UNSIGNED);
  }

  @Test
  void refusesAnAddressThatIsNone() throws Exception {
    assertThat(problem(task(1), new ClientFrame.Payment("qr1x", 1, Bytes.giving(new byte[64]))))
        .isEqualTo(Problem.INVALID);
  }

  @Test
  void refusesWhenTheEscrowIsUnknownOrForOtherTasks() throws Exception {
    assertThat(problem(task(1), offered(order(9, task(1))))).isEqualTo(Problem.ESCROW_UNKNOWN);
    assertThat(problem(task(1), offered(order(2, task(1))))).isEqualTo(Problem.ESCROW_UNFIT);
  }

  @Test
  void refusesWhenTheEscrowEndsTooSoonOrHasEnded() throws Exception {
    PaymentOrder order = order(1, task(1));
    for (int i = 0; i < 15; i++) {
      chain.add();
    }
    assertThat(problem(task(1), offered(order))).isEqualTo(Problem.ESCROW_EXPIRED);
    for (int i = 0; i < 20; i++) {
      chain.add();
    }
    chain.add(chain.sign(5, new EscrowExpire(new EscrowId(ChainFixture.id(OWNER), 1))));
    assertThat(problem(task(1), offered(order))).isEqualTo(Problem.ESCROW_CLOSED);
  }

  @Test
  void refusesMoreTasksThanTheEscrowCanPay() throws Exception {
    for (int i = 1; i <= 2; i++) {
      assertThat(check(task(i), offered(order(1, task(i))))).isInstanceOf(Payments.Good.class);
    }
    assertThat(problem(task(3), offered(order(1, task(3))))).isEqualTo(Problem.ESCROW_TOO_LOW);
    assertThat(check(task(2), offered(order(1, task(2))))).isInstanceOf(Payments.Good.class);
  }

  @Test
  void countsWhatOtherGatewaysHavePromised() throws Exception {
    Payments other = new LedgerPayments(vertx, ledger, promises, false);
    for (int i = 1; i <= 2; i++) {
      Payments.Finding good =
          other.check(task(i), offered(order(1, task(i)))).await(10, TimeUnit.SECONDS);
      assertThat(good).isInstanceOf(Payments.Good.class);
    }
    assertThat(problem(task(3), offered(order(1, task(3))))).isEqualTo(Problem.ESCROW_TOO_LOW);
    promises.over(new EscrowId(ChainFixture.id(OWNER), 1).encoded(), List.of(task(1).id()), 0);
    assertThat(check(task(3), offered(order(1, task(3))))).isInstanceOf(Payments.Good.class);
  }

  @Test
  void promisesNothingByALedgerThatLacksAPaymentWhichOthersHaveSeen() throws Exception {
    check(task(1), offered(order(1, task(1))));
    long later = chain.state().tip().height() + 1;
    promises.over(new EscrowId(ChainFixture.id(OWNER), 1).encoded(), List.of(task(1).id()), later);
    assertThat(problem(task(2), offered(order(1, task(2))))).isEqualTo(Problem.LEDGER_BUSY);
    chain.add();
    assertThat(check(task(2), offered(order(1, task(2))))).isInstanceOf(Payments.Good.class);
  }

  @Test
  void forgetsAPromiseWhenItsTimeIsOver() throws Exception {
    for (int i = 1; i <= 2; i++) {
      check(task(i), offered(order(1, task(i))));
    }
    long later = UnpaidWatch.until(task(1)) + 1;
    Task late = task(3, later);
    assertThat(check(late, offered(order(1, late)))).isInstanceOf(Payments.Good.class);
  }

  @Test
  void saysThatTheLedgerCannotBeAskedWhenItHasStopped() throws Exception {
    ledger.close();
    assertThat(problem(task(1), offered(order(1, task(1))))).isEqualTo(Problem.LEDGER_BUSY);
  }

  @Test
  void saysThatThereIsNoLedgerWhereThereIsNone() throws Exception {
    Payments.Finding finding =
        Payments.NONE.check(task(1), offered(order(1, task(1)))).await(10, TimeUnit.SECONDS);
    assertThat(((Payments.Refused) finding).why().problem()).isEqualTo(Problem.NO_LEDGER);
  }

  private void open(long number, long amount, int replicas) {
    PaymentTerms terms = new PaymentTerms(90, replicas, List.of(ChainFixture.id(0)), 1);
    long deadline = chain.state().tip().height() + 30;
    chain.add(chain.sign(OWNER, new EscrowOpen(number, amount, deadline, terms)));
  }

  private PaymentOrder order(long escrow, Task task) {
    return Payment.order(
        ChainFixture.keys(OWNER),
        chain.genesis().chain(),
        escrow,
        task.id(),
        Question.of(task).digest());
  }

  private static ClientFrame.Payment offered(PaymentOrder order) {
    return new ClientFrame.Payment(ADDRESS, order.escrow(), order.signature());
  }

  private Payments.Finding check(Task task, ClientFrame.Payment offered) throws Exception {
    return payments.check(task, offered).await(10, TimeUnit.SECONDS);
  }

  private Problem problem(Task task, ClientFrame.Payment offered) throws Exception {
    Payments.Finding finding = check(task, offered);
    assertThat(finding).isInstanceOf(Payments.Refused.class);
    return ((Payments.Refused) finding).why().problem();
  }

  private static Task task(int number) {
    return task(number, Samples.WHOLE_TASK.acceptedAtMillis());
  }

  private static Task task(int number, long acceptedAtMillis) {
    Task sample = Samples.WHOLE_TASK;
    return new Task(
        new TaskId(7, number),
        sample.session(),
        sample.gateway(),
        sample.model(),
        sample.kind(),
        sample.picture(),
        sample.terms(),
        acceptedAtMillis);
  }
}
