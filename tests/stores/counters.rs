use hosopost::store::{StoreError, dialect::draw, write};

use crate::kit::databases::on_both;

#[test]
fn numbers_are_drawn_once_and_given_back_when_nothing_is_committed() {
    on_both(|db| {
        let mut conn = db.open();
        let first = write(&mut conn, |conn| draw(conn, "item", 3)).unwrap();
        let refused: Result<i64, StoreError> = write(&mut conn, |conn| {
            draw(conn, "item", 5)?;
            Err(StoreError::Stale)
        });
        assert!(refused.is_err());
        let next = write(&mut conn, |conn| draw(conn, "item", 1)).unwrap();
        assert_eq!((first, next), (1, 4));
    });
}
