# When too few agree, and nobody is left to ask, the task is disputed: no answer is better than a
# wrong one.
network nodes=3 liar=n1,n2
task t1 at=n0 replicas=3 quorum=2
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n0
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n2 inference  t1 committed
n1 inference  t1 committed
n0 inference  t1 committed
n0 consensus  t1 opens n0
n0 consensus  t1 opens n1
n0 consensus  t1 opens n2
n0 inference  t1 shows 1 cross, 1 moon
n1 inference  t1 shows 3 star, 1 cross
n2 inference  t1 shows 2 disc, 1 bar, 1 moon
n0 consensus  t1 wants one more answer
n0 consensus  t1 wants one more answer
n0 dispatch   t1 has no more nodes
n0 dispatch   t1 has no more nodes
n0 consensus  t1 DISPUTED: of 3 answers at most 1 agree, 2 must
