concatenate_op = flat_map_op = from_tensors_op = range_op = zip_op = None
