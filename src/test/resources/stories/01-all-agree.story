# Three nodes of four are asked. Each first commits to its answer; only when they have, all show
# what they are bound to. Two that agree settle it; the third is still heard, to tell whether it agrees.
network nodes=4
task t1 at=n0 replicas=3 quorum=2
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 dispatch   t1 -> n3
n3 inference  t1 committed
n2 inference  t1 committed
n1 inference  t1 committed
n0 consensus  t1 opens n1
n0 consensus  t1 opens n2
n0 consensus  t1 opens n3
n1 inference  t1 shows 1 cross, 1 moon
n2 inference  t1 shows 1 cross, 1 moon
n3 inference  t1 shows 1 cross, 1 moon
n0 consensus  t1 AGREED on 1 cross, 1 moon, by n1 n2 n3
