// Parsed once for the tests of each room, beside what the room itself has.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language.hpp"
