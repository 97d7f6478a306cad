# A task that nobody answers ends at its deadline, not later.
network nodes=3 mute=n0,n1,n2
task t1 at=n0 replicas=3 quorum=2 patience=1500ms
run
----
n0 gateway    t1 accepted
n0 dispatch   t1 -> n0
n0 dispatch   t1 -> n1
n0 dispatch   t1 -> n2
n0 consensus  t1 EXPIRED: the deadline passed with 0 of 2 answers shown
