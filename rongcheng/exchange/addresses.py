"""Which network addresses a webhook may be at.

Whoever makes a webhook makes this server call an address, so private addresses, this machine and
its neighbours are refused unless the installation allows them: one inside a network of offices
does. Link-local addresses and those at which clouds hand out credentials are never right.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from rongcheng.core.errors import Refusal

Address = IPv4Address | IPv6Address
NEVER = tuple(map(ip_network, (
    "169.254.0.0/16", "fe80::/10",      # link-local, where AWS, Azure and others answer
    "100.100.100.200/32",               # Alibaba Cloud
    "168.63.129.16/32",                 # Azure
    "192.0.0.192/32",                   # Oracle
    "fd00:ec2::254/128",                # AWS
)))  # fmt: skip

NAT64 = ip_network("64:ff9b::/96")


class BadAddress(Refusal):
    """A webhook cannot be at this address."""


def parsed(url: str) -> Url:
    """The parts of an address that a webhook may have.

    Raises:
        BadAddress: it is not http(s), has no host, or carries a name and password.
    """
    try:
        found = parse_url(url)
    except LocationParseError as error:
        raise BadAddress(_("“%(url)s” is not an address.") % {"url": url}) from error
    if found.scheme not in ("http", "https") or not found.host:
        raise BadAddress(
            _("“%(url)s” is not an address: begin with https:// or http://.") % {"url": url}
        )
    if found.auth:
        raise BadAddress(_("Leave name and password out of the address; check the signature."))
    return found


def resolved(url: Url) -> str:
    """An address of the host that may be called, now: names are looked up each time.

    Raises:
        BadAddress: the name is not known, or stands for an address that is not allowed.
    """
    host = (url.host or "").strip("[]")
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BadAddress(_("The name %(host)s is not known here.") % {"host": host}) from error
    addresses = [str(one[4][0]) for one in found]
    for each in addresses:  # one bad address is enough: the next look-up may lead there
        if not allowed(ip_address(each.split("%")[0])):
            raise BadAddress(
                _("%(host)s is at %(address)s, where this installation sends nothing.")
                % {"host": host, "address": each}
            )
    return addresses[0]


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to: mapped, 6to4, or translated (NAT64)."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def allowed(address: Address) -> bool:
    """Whether webhooks may be sent there; see ``WEBHOOK_ADDRESSES`` of the settings."""
    if isinstance(address, IPv6Address) and (inner := _inside(address)):
        address = inner
    if any(address in net for net in NEVER if net.version == address.version):
        return False
    if address.is_multicast or address.is_unspecified or address.is_reserved:
        return False
    if address.is_loopback:
        return bool(settings.WEBHOOK_ADDRESSES == "local")
    return address.is_global or settings.WEBHOOK_ADDRESSES != "public"
