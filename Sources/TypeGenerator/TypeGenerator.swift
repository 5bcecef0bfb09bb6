// TypeGenerator
