# A leader that is cut off may go on deciding alone; another has the next epoch by then, and only
# one verdict counts.
network nodes=5
task t1 at=n0 replicas=3 quorum=2
run 5ms
cut n0
run 3s
heal
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 dispatch   t1 -> n3
n3 inference  t1 committed
n2 inference  t1 committed
n1 inference  t1 committed
n0 dispatch   t1 -> n0
n0 dispatch   t1 -> n4
n0 inference  t1 committed
n2 book       t1 taken over from n0
n2 dispatch   t1 -> n4
n2 dispatch   t1 -> n1
n2 dispatch   t1 -> n2
n2 inference  t1 committed
n1 inference  t1 committed
n4 inference  t1 committed
n2 consensus  t1 opens n4
n2 consensus  t1 opens n1
n2 consensus  t1 opens n2
n2 inference  t1 shows 1 cross, 1 moon
n1 inference  t1 shows 1 cross, 1 moon
n4 inference  t1 shows 1 cross, 1 moon
n2 consensus  t1 AGREED on 1 cross, 1 moon, by n1 n2 n4
