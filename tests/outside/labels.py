"""Two decoders that are not ours read the labels; what they read opens the citizen's page. What is sent to
thermal printers is expanded by a program that is not ours, and is the picture dot for dot."""

import io
import pathlib
import re
import subprocess
import tempfile
import urllib.request

import zxingcpp
from office import Office, demo, fail, path_of, persons
from PIL import Image
from zebrafy import ZebrafyZPL

ADDRESS = re.compile(r"HTTPS?://[0-9A-Z.:-]+/Q/[0-9A-Z]{17}")


def by_zxing(png):
    return {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))}


def by_zbar(png):
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(png)
        file.flush()
        words = ["zbarimg", "--nodbus", "--quiet", "--raw", file.name]
        return set(subprocess.run(words, capture_output=True, text=True).stdout.split())


def read(name, png):
    """The one text that both decoders read from all codes of a label."""
    texts = {"zxing-cpp": by_zxing(png), "zbar": by_zbar(png)}
    for decoder, found in texts.items():
        if len(found) != 1:
            fail(f"{name}: {decoder} read {sorted(found) or 'nothing'}, expected one address")
    if texts["zxing-cpp"] != texts["zbar"]:
        fail(f"{name}: the decoders disagree: {texts}")
    (address,) = texts["zbar"]
    if not ADDRESS.fullmatch(address):
        fail(f"{name}: expected the address of a tracking page in capitals, read {address}")
    return address


def opens(office, name, address, secrets):
    """The address shows the tracking number of its parcel, and nobody's name or phone."""
    code = address.rsplit("/", 1)[1]
    number = office.get(f"/api/v1/parcels/{code}").json()["tracking_number"]
    with urllib.request.urlopen(office.home + path_of(address)) as answer:
        page = answer.read().decode()
    shown = re.sub(r"\s", "", page)
    if number not in shown:
        fail(f"{name}: the page at {path_of(address)} does not show {number}")
    digits = re.sub(r"[^0-9<>]", "", page)
    for secret in secrets:
        if secret in page or (secret.isdigit() and secret in digits):
            fail(f"{name}: the page at {path_of(address)} shows what a person told us")
    return number


def same(expanded, png):
    """Dot for dot; a row of the printer's picture is filled up to whole bytes."""
    picture = Image.open(io.BytesIO(png)).convert("1")
    cut = expanded.convert("1").crop((0, 0, *picture.size))
    return expanded.height == picture.height and cut.tobytes() == picture.tobytes()


def stock(office, parcel, bag):
    """Every size of label, of a parcel and of a bag: its codes are read, its ZPL is its picture."""
    seen = 0
    for what, code in (("parcels", parcel), ("bags", bag)):
        for size in ("a6", "100x75"):
            for dpi in (203, 300):
                name = f"the label of {code}, {size} at {dpi} dpi"
                path = f"/api/v1/{what}/{code}/label?size={size}&dpi={dpi}&format="
                png = office.get(path + "png").body
                read(name, png)
                zpl = office.get(path + "zpl").text()
                expanded = ZebrafyZPL(zpl).to_images()
                if len(expanded) != 1 or not same(expanded[0], png):
                    fail(f"{name}: expanded, the ZPL is another picture than the PNG")
                seen += 1
    sheet = office.post_file("/api/v1/labels", {"codes": [parcel, bag], "size": "100x75", "format": "zpl"})
    if len(ZebrafyZPL(sheet).to_images()) != 2:
        fail("two labels in one ZPL file are not two pictures")
    return seen


def main():
    with tempfile.TemporaryDirectory() as folder:
        url = demo(folder)
        secrets = persons(url)
        if not secrets:
            fail("the demo left no person whose name could be looked for")
        labels = sorted(pathlib.Path(folder, "papers").glob("*label*.png"))
        if not labels:
            fail("the demo left no label")
        seen = 0
        with Office(url) as office:
            for label in labels:
                address = read(label.name, label.read_bytes())
                number = opens(office, label.name, address, secrets)
                for dpi in (203, 300):
                    name = f"{label.stem} at {dpi} dpi"
                    png = office.get(f"/api/v1/parcels/{number}/label?format=png&dpi={dpi}")
                    served = read(name, png.body)
                    # The server's own address, as it stands: a phone opens it without help.
                    if served != f"{office.home}{path_of(address)}".upper():
                        fail(f"{name}: {served} is not the page of {number} at {office.home}")
                    if urllib.request.urlopen(served).status != 200:
                        fail(f"{name}: {served} does not open")
                    seen += 1
                seen += 1
            parcel = office.get(f"/api/v1/parcels/{number}").json()["tracking_number"]
            bag = office.post("/api/v1/bags", {"from": "481900", "to": "480990"})["code"]
            seen += stock(office, parcel, bag)
    print(f"==> labels: {seen} pictures read by zxing-cpp and zbar; each code opens its page, no person on it; ZPL is its picture")


if __name__ == "__main__":
    main()
