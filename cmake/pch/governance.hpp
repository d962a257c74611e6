// Parsed once for the sources of governance/.
#pragma once

#include "language.hpp"
