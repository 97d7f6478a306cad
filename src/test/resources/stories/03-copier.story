# A copier does no work, and its copy does not count. A commitment that it repeats is bound to its
# author, so that what is then shown does not match it; what it copies from a reveal, it commits to
# when it is bound already.
network nodes=6 liar=n2 copier=n3
task t1 at=n0 replicas=4 quorum=2
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 dispatch   t1 -> n5
n0 dispatch   t1 -> n3
n2 inference  t1 committed
n5 inference  t1 committed
n1 inference  t1 committed
n0 consensus  t1 opens n1
n0 consensus  t1 opens n2
n0 consensus  t1 opens n5
n0 consensus  t1 opens n3
n2 inference  t1 shows 2 disc, 1 bar, 1 moon
n1 inference  t1 shows 1 cross, 1 moon
n3 inference  t1 committed
n0 consensus  refuses n3: COMMITTED_TWICE
n5 inference  t1 shows 1 cross, 1 moon
n3 inference  t1 shows 2 disc, 1 bar, 1 moon
n0 consensus  refuses n3: REVEAL_MISMATCH
n0 consensus  t1 AGREED on 1 cross, 1 moon, by n1 n5, against n2 n3
