package quorate.pilot;

import java.io.IOException;
import java.util.List;

/**
 * What befalls a network of five nodes, four of them validators, while it works; afterwards all is
 * whole again.
 */
enum Fault {
  NODES_ARE_KILLED_ONE_AFTER_ANOTHER {
    @Override
    void befall(Ordeal at) throws IOException {
      for (int node = 0; node < 3; node++) {
        at.node(node).kill();
        at.answers(6);
        at.transfers(2); // three of four validators are left
        at.pilot().restart(node).awaitReady();
        at.answers(6);
      }
    }
  },
  ALL_ARE_KILLED_AND_STARTED_AGAIN {
    @Override
    void befall(Ordeal at) throws IOException {
      at.pilot().nodes().forEach(NodeProcess::kill);
      for (int node = 0; node < Ordeal.NODES; node++) {
        at.pilot().restart(node);
      }
      at.pilot().nodes().forEach(NodeProcess::awaitReady);
    }
  },
  ONE_FREEZES_AND_GOES_ON {
    @Override
    void befall(Ordeal at) throws IOException {
      at.node(0).freeze();
      at.lost(1, 1);
      at.answers(10);
      at.transfers(2);
      at.node(0).thaw();
    }
  },
  IT_IS_CUT_INTO_HALVES {
    @Override
    void befall(Ordeal at) throws IOException {
      at.lan().cut(List.of(0, 1), List.of(2, 3, 4));
      at.lost(2, 2);
      at.cutOff(0);
      at.refuses(0);
      at.answers(20); // and no transfers: no side has three of four validators
      at.lan().heal();
    }
  },
  ONE_IS_HEARD_BY_NOBODY {
    @Override
    void befall(Ordeal at) throws IOException {
      for (int other = 1; other < Ordeal.NODES; other++) {
        at.lan().cut(0, other);
      }
      at.lost(1, 1);
      at.answers(20);
      at.transfers(2);
      at.lan().heal();
    }
  },
  LINES_ARE_SLOW_AND_LOSE_A_TWENTIETH {
    @Override
    void befall(Ordeal at) throws IOException {
      at.lan().slow(100, 50); // there and back
      at.answers(40);
      at.transfers(2);
      at.lan().heal();
    }
  },
  A_DISK_IS_FULL {
    @Override
    void befall(Ordeal at) throws IOException {
      at.disk().fill();
      at.answers(20);
      at.transfers(2);
      at.disk().makeRoom();
      at.node(0).kill(); // as an operator does who has made room
      at.pilot().restart(0).awaitReady();
    }
  },
  A_CLOCK_JUMPS {
    @Override
    void befall(Ordeal at) throws IOException {
      at.lan().jump(0, 90);
      at.answers(15);
      at.transfers(2);
      at.lan().jump(0, -90);
      at.answers(15);
      at.transfers(2);
      at.lan().jump(0, 0);
      at.nobodyWasTakenForDead();
    }
  };

  abstract void befall(Ordeal at) throws IOException;
}
