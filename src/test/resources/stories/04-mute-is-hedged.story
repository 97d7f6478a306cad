# A node that says nothing holds nobody up: when its answer is overdue, another is asked as well.
network nodes=4 mute=n2,n3
task t1 at=n0 replicas=3 quorum=2
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 dispatch   t1 -> n3
n1 inference  t1 committed
n0 dispatch   t1 -> n0
n0 inference  t1 committed
n0 consensus  t1 opens n1
n0 consensus  t1 opens n0
n0 inference  t1 shows 1 cross, 1 moon
n1 inference  t1 shows 1 cross, 1 moon
n0 consensus  t1 AGREED on 1 cross, 1 moon, by n0 n1
