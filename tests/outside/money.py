"""A parser of VietQR codes that is not ours reads the codes on the slips: they pay what the ledger says
is owed, to the account that was imported, and name nobody."""

import pathlib
import tempfile

from labels import by_zbar, by_zxing
from office import Office, demo, fail, persons
from vietnam_qr_pay import QRPay, QRProvider

# The account of fixtures/accounts.csv that every point without one of its own uses.
BANK, ACCOUNT = "999999", "000000000042"


def payment(name, png):
    """The code to pay by, as both decoders read it; none where nothing is owed."""
    read = {}
    for decoder, found in (("zxing-cpp", by_zxing(png)), ("zbar", by_zbar(png))):
        codes = [code for code in found if code.startswith("000201")]
        if len(codes) > 1:
            fail(f"{name}: {decoder} read {len(codes)} payment codes")
        read[decoder] = codes[0] if codes else None
    if read["zxing-cpp"] != read["zbar"]:
        fail(f"{name}: the decoders disagree: {read}")
    return read["zbar"]


def check(name, text, number, amount, secrets):
    parsed = QRPay(text)
    got = {
        "valid, its checksum too": parsed.is_valid,
        "provider": parsed.provider.name,
        "service": parsed.provider.service,
        "bank": parsed.consumer.bank_bin,
        "account": parsed.consumer.bank_number,
        "currency": parsed.currency,
        "country": parsed.nation,
        "amount": parsed.amount,
        "purpose": parsed.additional_data.purpose,
    }
    expected = {
        "valid, its checksum too": True,
        "provider": QRProvider.VIETQR,
        "service": "QRIBFTTA",
        "bank": BANK,
        "account": ACCOUNT,
        "currency": "704",
        "country": "VN",
        "amount": str(amount),
        "purpose": number,
    }
    if got != expected:
        fail(f"{name}: expected {expected}, the parser read {got}")
    # One digit changed is noticed by its checksum.
    spoilt = text.replace(f"{len(str(amount)):02}{amount}5802VN", f"{len(str(amount)):02}{amount + 1}5802VN")
    if spoilt == text or QRPay(spoilt).is_valid:
        fail(f"{name}: a changed amount was not noticed")
    for secret in secrets:
        if secret in text:
            fail(f"{name}: the code names what a person told us")


def owed(office, leg):
    """What the ledger says is owed for a leg."""
    account = f"person:{leg}"
    entries = office.get(f"/api/v1/ledger?account={account}&limit=500").json()["items"]
    lines = [line for entry in entries for line in entry["postings"] if line["account"] == account]
    return sum(line["amount"] for line in lines)


def fee_left(office, code, direction):
    """What is left of the published fee of a case: asked for with the dossier; with the result only where
    some of it was collected."""
    case = office.get(f"/api/v1/cases/{code}").json()
    day = case["received_at"][:10]
    procedure = office.get(f"/api/v1/procedures/{case['procedure_code']}?on={day}").json()
    channel = {1: "direct", 2: "online", 3: "post"}[case["channel"]]
    fee = next(way.get("fee") for way in procedure["channels"] if way["channel"] == channel)
    entries = office.get(f"/api/v1/ledger?case={code}&limit=500").json()["items"]
    collected = sum(entry["amount"] for entry in entries if entry["kind"] == "fee_collected" and "reversed_by" not in entry)
    if fee is None or fee["kind"] != "fixed" or (direction != "submit" and collected == 0):
        return 0
    return max(0, fee["from"] - collected)


def main():
    with tempfile.TemporaryDirectory() as folder:
        url = demo(folder)
        secrets = persons(url)
        slips = sorted(pathlib.Path(folder, "papers").glob("*phieu-gui*.png"))
        told = {slip.stem: payment(slip.name, slip.read_bytes()) for slip in slips}
        if not told or None in told.values():
            fail(f"the demo left slips without a payment code: {told}")
        seen = len(told)
        with Office(url) as office:
            for event in office.facts():
                if event["type"] != "vn.hosopost.leg.ordered":
                    continue
                number, leg = event["data"]["tracking_number"], event["data"]["leg_id"]
                amount = owed(office, leg)
                if event["data"]["direction"] != "internal":
                    amount += fee_left(office, event["subject"], event["data"]["direction"])
                for dpi in (203, 300):
                    name = f"the slip of {number} at {dpi} dpi"
                    png = office.get(f"/api/v1/parcels/{number}/slip?format=png&dpi={dpi}").body
                    text = payment(name, png)
                    if (text is not None) != (amount > 0):
                        fail(f"{name}: {amount} đồng are owed and the code is {text}")
                    if text is not None:
                        check(name, text, number, amount, secrets)
                        seen += 1
            balance = office.get("/api/v1/ledger/balance").json()
            if not balance["balanced"] or sum(line["balance"] for line in balance["accounts"]) != 0:
                fail(f"the ledger of the demo does not balance: {balance}")
    print(f"==> money: {seen} payment codes read by two decoders and parsed by a library of others; the ledger balances")


if __name__ == "__main__":
    main()
