# One liar of four cannot change the answer, and is named.
network nodes=4 liar=n3
task t1 at=n0 replicas=4 quorum=3
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n0
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 dispatch   t1 -> n3
n3 inference  t1 committed
n2 inference  t1 committed
n0 inference  t1 committed
n1 inference  t1 committed
n0 consensus  t1 opens n0
n0 consensus  t1 opens n1
n0 consensus  t1 opens n2
n0 consensus  t1 opens n3
n0 inference  t1 shows 1 cross, 1 moon
n1 inference  t1 shows 1 cross, 1 moon
n2 inference  t1 shows 1 cross, 1 moon
n3 inference  t1 shows 2 star, 1 ring
n0 consensus  t1 AGREED on 1 cross, 1 moon, by n0 n1 n2, against n3
