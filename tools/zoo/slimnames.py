"""TF-slim's networks, apart from their builder: importing that takes seconds."""

NAMES = (
    "vgg_a", "vgg_16", "vgg_19", "alexnet_v2", "overfeat", "inception_v1", "inception_v2", "inception_v3",
    "resnet_v1_50", "resnet_v1_101", "resnet_v1_152", "resnet_v1_200", "resnet_v2_50", "resnet_v2_101", "resnet_v2_152", "resnet_v2_200",
)  # fmt: skip
