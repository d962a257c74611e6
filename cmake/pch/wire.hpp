// Parsed once for the sources of wire/.
#pragma once

#include "language.hpp"
