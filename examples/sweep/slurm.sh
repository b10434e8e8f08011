#!/bin/bash
# A sweep as a Slurm job array: six tasks, each with every sixth trial. Submit with "sbatch slurm.sh", then:
#   lstm-lens merge .lstm-lens/runs results/*
# A task that was ended by the time limit goes on where it was when it is submitted again.
#SBATCH --job-name=lstm-lens-sweep
#SBATCH --array=0-5
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --time=00:30:00
#SBATCH --output=results/%a.log
#SBATCH --signal=B:INT@60
set -euo pipefail

# Cancels in time what would be cut off by the limit, so that it can go on.
trap 'kill -INT "$sweep"; wait "$sweep"' INT

lstm-lens sweep sweep.lstm.json \
  --out "results/$SLURM_ARRAY_TASK_ID" \
  --shard "$SLURM_ARRAY_TASK_ID/$((SLURM_ARRAY_TASK_MAX + 1))" \
  --parallel "${SLURM_CPUS_PER_TASK:-1}" &
sweep=$!
wait "$sweep"
