"""The seed experiment in PyTorch on one thread; prints the seconds of the training."""
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)


class Seed(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.LSTM(1, 64, batch_first=True)
        self.second = torch.nn.LSTM(64, 32, batch_first=True)
        self.out = torch.nn.Linear(32, 1)

    def forward(self, x):
        h, _ = self.first(x)
        h, _ = self.second(h)
        return self.out(h[:, -1])


model = Seed()
optimizer = torch.optim.Adam(model.parameters(), eps=1e-7)
x = torch.rand(1000, 5, 1)
y = x.sum(1)


def step(index):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x[index]), y[index])
    loss.backward()
    optimizer.step()


step(torch.arange(32))
begin = time.perf_counter()
for _ in range(10):
    for index in torch.randperm(1000).split(32):
        step(index)
print(time.perf_counter() - begin)
