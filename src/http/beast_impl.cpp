// The one translation unit that holds Beast's non-template code (BOOST_BEAST_SEPARATE_COMPILATION).
// Nothing else belongs here.
#include <boost/beast/src.hpp>
