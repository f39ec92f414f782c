"""First loads that outgrow one process: the functions of the matching engine over partitions.

`spark/` runs them on a cluster, `processes.py` over the processes of one machine. Both cut the records into blocks that
share a key, compare and score inside a block, count patterns of levels for estimating on the driver, and group
connected records partition by partition. The engine's own functions score, estimate and group, so the results are its
results. Neighbours by likeness are not looked for: the engine itself leaves them out of batches of this size.
"""
