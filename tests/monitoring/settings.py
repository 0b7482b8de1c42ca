"""The settings of tests for the processes that they start, with places for pages not yet there."""

from config.settings.test import *  # noqa: F403

ROOT_URLCONF = "tests.monitoring.urls"
