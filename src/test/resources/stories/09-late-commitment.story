# A commitment that comes after the first reveals were asked for is refused for that round: its
# author may have overheard them. It is opened in the next round, but three answers of which one
# came later are not three independent ones, and so no quorum.
network nodes=4 liar=n2 straggler=n3 millis=130
task t1 at=n0 replicas=4 quorum=3
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n0
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 dispatch   t1 -> n3
n2 inference  t1 committed
n0 inference  t1 committed
n1 inference  t1 committed
n0 consensus  t1 opens n0
n0 consensus  t1 opens n1
n0 consensus  t1 opens n2
n0 inference  t1 shows 1 cross, 1 moon
n1 inference  t1 shows 1 cross, 1 moon
n2 inference  t1 shows 2 disc, 1 bar, 1 moon
n0 consensus  t1 wants one more answer
n0 consensus  t1 wants one more answer
n0 dispatch   t1 has no more nodes
n0 dispatch   t1 has no more nodes
n3 inference  t1 committed
n0 consensus  refuses n3: COMMITTED_LATE
n0 consensus  t1 opens n3
n3 inference  t1 shows 1 cross, 1 moon
n0 consensus  t1 DISPUTED: of 4 answers at most 3 agree, 3 must, and some of them answered after others had been shown
