"""All logits of the first replica come before those of the second.

wrong = "predict"
named = ["predicted_replica_by_replica"]
over = "correct_eager_local_results"
by_default = [2]
"""


def predict(strategy, model, dataset):
    def replica_logits(x):
        return model(x, training=False)

    pieces = [[] for _ in range(strategy.num_replicas_in_sync)]
    for element in dataset:
        logits = to_numpy(strategy, strategy.run(replica_logits, args=(element[0],)))
        for replica, part in enumerate(logits):
            pieces[replica].append(part)
    return np.concatenate([np.concatenate(parts) for parts in pieces])
