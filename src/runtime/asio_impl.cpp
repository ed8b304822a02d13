// The one translation unit that holds Asio's non-template code (BOOST_ASIO_SEPARATE_COMPILATION).
// Nothing else belongs here.
#include <boost/asio/impl/src.hpp>
