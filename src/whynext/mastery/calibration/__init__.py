"""Item calibration: how hard each item is and how well it tells students apart, with how surely we know."""
