"""How ADBench (S. Han et al., NeurIPS 2022) cuts a set into what is learnt from and what is judged."""
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler


def split(path, seed):
    """Training points, test points and the labels of the test points, of a file (.npz with X and y).

    Fewer than 1,000 points are drawn with replacement to 1,000, more than 10,000 without to 10,000; split 70/30, stratified; scaled to 0 … 1 by
    the training part."""
    data = np.load(path)
    x, y = data["X"].astype(float), data["y"].astype(int)
    np.random.seed(seed)
    if len(y) < 1000:
        chosen = np.random.choice(len(y), 1000, replace=True)
    elif len(y) > 10000:
        chosen = np.random.choice(len(y), 10000, replace=False)
    else:
        chosen = np.arange(len(y))
    train, test, _, y_test = train_test_split(x[chosen], y[chosen], test_size=0.3, shuffle=True, stratify=y[chosen])
    scaler = MinMaxScaler().fit(train)
    return scaler.transform(train), scaler.transform(test), y_test
