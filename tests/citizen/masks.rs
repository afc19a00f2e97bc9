//! Masked names and numbers: Vietnamese names of one to six words, and what nobody would call a name.

use hosopost::people::{PersonName, Phone};

#[test]
fn a_name_keeps_the_first_letter_of_each_word_and_does_not_count_the_others() {
    for (name, masked) in [
        ("Hoa", "H**"),
        ("Nguyễn A", "N*** A"),
        ("Nguyễn Văn An", "N*** V** A*"),
        ("Trần Thị Ngọc Ánh", "T*** T** N*** Á**"),
        ("Công Tằng Tôn Nữ Diệu", "C*** T*** T** N* D***"),
        ("Tôn Nữ Thị Ngọc Bích Đào", "T** N* T** N*** B*** Đ**"),
        ("  Lê   Thị  Ổi ", "L* T** Ổ*"),
        ("Nguye\u{302}\u{303}n Thị Ư\u{301}t", "N*** T** Ứ*"),
        ("H'Hen Niê", "H*** N**"),
        ("Y Moan Ênuôl", "Y M*** Ê***"),
        ("ĐẶNG", "Đ***"),
        ("Anne-Marie O'Neill", "A*** O***"),
        ("7", "7"),
        ("👩\u{200d}⚕\u{fe0f} Mai", "👩*** M**"),
    ] {
        assert_eq!(PersonName::read(name).unwrap().masked(), masked, "{name}");
    }
}

#[test]
fn a_mask_is_short_however_long_the_word_and_never_holds_one() {
    let long = format!("Nguyễn {}", "ạ".repeat(150));
    assert_eq!(PersonName::read(&long).unwrap().masked(), "N*** ạ***");
    let name = PersonName::read("Nguyễn\u{a0}Văn\tAn").unwrap().masked();
    assert!(!name.contains("guyễn") && !name.contains("ăn"), "{name}");
}

#[test]
fn a_number_shows_its_two_first_and_three_last_digits() {
    for (number, masked) in [
        ("0912 345 123", "09•••••123"),
        ("+84 912 345 123", "09•••••123"),
        ("02393 456 789", "02•••••789"),
        ("+49 30 1234567", "+4•••••567"),
        ("12345678", "12•••••678"),
    ] {
        assert_eq!(Phone::read(number).unwrap().masked(), masked, "{number}");
    }
}
