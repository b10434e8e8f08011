"""
Trains the model of pytorch-model.lstm.json in PyTorch and saves its weights beside it: python train.py
Needs the packages numpy, torch and safetensors.
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn


class SequenceAddition(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(1, 64, batch_first=True)
        self.summary = nn.LSTM(64, 32, batch_first=True)
        self.head = nn.Linear(32, 1)

    def forward(self, x):
        states, _ = self.encoder(x)
        _, (h, _) = self.summary(states)
        return self.head(h[-1])


torch.manual_seed(7)
numbers = np.random.default_rng(7).uniform(size=(1000, 5, 1)).astype("float32")
sums = numbers.sum(axis=1)
# The model reads standardized numbers, as the config's model does.
x = torch.tensor((numbers - numbers.mean()) / numbers.std())
y = torch.tensor((sums - sums.mean()) / sums.std())

model = SequenceAddition()
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(20):
    losses = []
    for batch in torch.randperm(len(x)).split(32):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}")

save_file(model.state_dict(), Path(__file__).with_name("weights.safetensors"))
