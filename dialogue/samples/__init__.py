"""Sample utterances (`samples.csv`) and what is learnt from them.

SampleRanker(samples.of_services()).rank("想弄个住这儿的证")    # the services, the likeliest first
"""

from dialogue.samples.csv_file import load_samples
from dialogue.samples.ranker import SampleRanker, fitted
from dialogue.samples.samples import NO_SAMPLES, Sample, Samples

__all__ = ["NO_SAMPLES", "Sample", "SampleRanker", "Samples", "fitted", "load_samples"]
