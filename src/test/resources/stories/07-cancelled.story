# The client calls its task off: the nodes that still work at it are told to drop it, and a word
# that was on its way does not count.
network nodes=4
task t1 at=n0 replicas=3 quorum=2
until n3 inference t1 committed
cancel t1
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 dispatch   t1 -> n3
n3 inference  t1 committed
n0 gateway    t1 cancelled by its client
n0 dispatch   t1 drops n1
n0 dispatch   t1 drops n2
n0 dispatch   t1 drops n3
n0 consensus  refuses n3: TOO_LATE
